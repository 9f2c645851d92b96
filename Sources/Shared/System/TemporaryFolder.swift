#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
package import KBFailures

/// A folder that only this user can look into, for files that live as long as one step.
package struct TemporaryFolder: Sendable {
  /// Absolute.
  package let path: String

  /// Makes a new folder in `parent`, which is made as well where it is missing. Throws KB-M004.
  package static func make(in parent: String) throws(ExpectedFailure) -> TemporaryFolder {
    try PrivateFolder.make(parent)
    // mkdtemp(3) puts characters of its own in the place of six X.
    var template = Array("\(parent)/kb-\(String(repeating: "X", count: 6))".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .stateDirectoryUnusable(parent, SystemFailure("make a folder in \(parent)").description)
    }
    return TemporaryFolder(path: template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) })
  }

  /// Removes it with everything in it.
  package func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// Folders that no other user can look into.
package enum PrivateFolder {
  /// Makes the folder, and those above it, with mode 0700. One that is there stays as it is. Throws KB-M004.
  package static func make(_ path: String) throws(ExpectedFailure) {
    var parts = path.split(separator: "/")[...]
    var current = ""
    var code: Int32 = 0
    while let part = parts.popFirst() {
      current += "/\(part)"
      code = mkdir(current, 0o700) == 0 ? 0 : errno
    }
    guard code == 0 || code == EEXIST else {
      throw .stateDirectoryUnusable(path, SystemFailure("make \(path)", code: code).description)
    }
    var info = stat()
    guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
      throw .stateDirectoryUnusable(path, "it is not a folder")
    }
  }

  /// Whether the path is a folder itself, not a link to one.
  package static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  /// Gives a folder another name on the same file system. Throws KB-M004.
  package static func rename(_ old: String, to new: String) throws(ExpectedFailure) {
    #if canImport(Glibc)
      let result = Glibc.rename(old, new)
    #else
      let result = Darwin.rename(old, new)
    #endif
    guard result == 0 else {
      throw .stateDirectoryUnusable(new, SystemFailure("rename \(old)").description)
    }
  }
}
