import Foundation

/// A private folder that is removed when nobody needs it any more.
package final class TestFolder: Sendable {
  /// Absolute.
  package let path: String

  /// Makes it, readable by nobody else; `name` says in its path what it is for.
  package init(_ name: String) {
    path = "/tmp/kb-\(name)-\(UInt64.random(in: .min ... .max))"
    try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
