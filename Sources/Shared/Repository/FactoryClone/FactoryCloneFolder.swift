#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
package import KBDomain
import KBFailures
package import KBSystem

/// All Factory Clones of the user.
package enum FactoryCloneFolder {
  /// One of them.
  package struct Place: Equatable, Sendable {
    /// In small letters, as its folder is named.
    package let repository: RepositoryIdentity
    /// Top folder, absolute.
    package let path: String
  }

  /// Those below `root`, in the order of their names; one that is being made is none.
  package static func all(in root: String) -> [Place] {
    folders(root).flatMap { host in
      folders("\(root)/\(host)").flatMap { owner in
        folders("\(root)/\(host)/\(owner)").map { name in
          Place(
            repository: RepositoryIdentity(host: host, owner: owner, name: name),
            path: "\(root)/\(host)/\(owner)/\(name)")
        }
      }
    }
  }

  /// What a folder holds on the disk, in bytes; nil where `du` does not tell. Throws `StopRequested`.
  package static func size(of path: String, effects: any Effects) throws -> Int? {
    let answer = try effects.run(Command("du", ["-sk", "--", path], environment: ["LC_ALL": "C"], limit: .seconds(60)))
    if answer.end == .stopped { throw StopRequested() }
    guard answer.succeeded, let kibibytes = Int(answer.output.prefix { $0.isNumber }) else { return nil }
    return kibibytes << 10
  }

  /// Whether refs of krutrimbox's are in it: of a PRD that is on its way, or saved work. Throws KB-R005.
  package static func isInUse(_ path: String, effects: any Effects) throws -> Bool {
    try !Git(path, effects: effects).output(["for-each-ref", "--count=1", "refs/krutrimbox"]).isEmpty
  }

  /// Removes one that is not in use, and returns whether it did. Throws KB-M012 where it can't be removed, KB-R005.
  package static func remove(_ path: String, effects: any Effects) throws -> Bool {
    var isRemoved = false
    try FactoryCloneLock.hold(beside: path, effects) {
      guard try Files.isDirectory(path) && !isInUse(path, effects: effects) else { return }
      let parts = path.split(separator: "/")
      let aside = "/" + parts.dropLast().joined(separator: "/") + "/.\(parts.last ?? "").removed"
      do {
        if Files.exists(aside) { try FileManager.default.removeItem(atPath: aside) }
        try PrivateFolder.rename(path, to: aside)
        try FileManager.default.removeItem(atPath: aside)
      } catch { throw ExpectedFailure.factoryCloneUnusable(path, why: String(describing: error)) }
      isRemoved = true
    }
    return isRemoved
  }

  private static func folders(_ path: String) -> [String] {
    Files.names(in: path).filter { !$0.hasPrefix(".") && Files.isDirectory("\(path)/\($0)") }
  }
}
