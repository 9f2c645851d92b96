#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
import KBFailures
import KBSystem

/// The folder of one local sandbox: `sandboxes/<name>` below the state directory, with `clone` and `tmp` in it.
struct LocalSandboxFolder {
  private let root: String
  private let name: String

  /// Throws KB-S001 for a name that is not one of krutrimbox's: it becomes a path, and what is there gets removed.
  init(stateRoot: String, sandbox: String) throws(ExpectedFailure) {
    guard Self.isOurs(sandbox) else {
      throw .sandboxFailed("be used", why: "\(sandbox) is no name of a krutrimbox sandbox")
    }
    root = "\(stateRoot)/sandboxes"
    name = sandbox
    guard PrivateFolder.isFolder(root) || !Files.exists(root) else {
      throw .stateDirectoryUnusable(root, "it is a link or no folder")
    }
  }

  static func path(stateRoot: String, sandbox: String) -> String { "\(stateRoot)/sandboxes/\(sandbox)" }

  /// Names of the sandboxes whose clone is complete, sorted. Throws KB-S008.
  static func list(stateRoot: String) throws(ExpectedFailure) -> [String] {
    let root = "\(stateRoot)/sandboxes"
    guard Files.exists(root) else { return [] }
    guard Files.isDirectory(root) else { throw .sandboxListUnreadable(why: "\(root) is no folder") }
    return Files.names(in: root).filter { isOurs($0) && PrivateFolder.isFolder("\(root)/\($0)/clone") }
  }

  private var folder: String { "\(root)/\(name)" }

  /// Where a clone is made before it counts.
  var unfinished: String { "\(folder)/clone.new" }

  var isComplete: Bool { PrivateFolder.isFolder("\(folder)/clone") }

  /// Makes the folders that commands need and clears away a clone that was cut off.
  func makeReady() throws(ExpectedFailure) {
    try PrivateFolder.make("\(folder)/tmp")
    try PrivateFolder.make("\(root)/../local-home")
    try? FileManager.default.removeItem(atPath: unfinished)
  }

  /// From here on the clone counts.
  func finish() throws(ExpectedFailure) {
    try PrivateFolder.rename(unfinished, to: "\(folder)/clone")
  }

  /// Takes the folder out of the list in one step, so that one that is removed halfway is never reused. Returns where
  /// it is to be removed; nil when there is nothing.
  func putAside() throws(ExpectedFailure) -> String? {
    let aside = "\(root)/.removing-\(name)"
    if PrivateFolder.isFolder(aside) {
      let older = try TemporaryFolder.make(in: aside)
      if PrivateFolder.isFolder(folder) { try PrivateFolder.rename(folder, to: "\(older.path)/\(name)") }
      return aside
    }
    guard PrivateFolder.isFolder(folder) else { return nil }
    try PrivateFolder.rename(folder, to: aside)
    return aside
  }

  /// A file name of letters, digits, dots and hyphens that begins with `krutrimbox-`.
  private static func isOurs(_ name: String) -> Bool {
    name.hasPrefix("krutrimbox-") && name.utf8.count <= 63
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
  }
}
