import Foundation

/// The private clone of a host repository, as `sbx create --clone` makes it.
struct WorkspaceClone {
  /// The host repository.
  let source: String
  /// Where the clone is made on the host.
  let destination: String
  /// What the source is called inside the machine.
  let sourceInside: String

  /// Why the path can't be cloned, in sbx's words; nil where it can.
  static func refusal(of path: String) -> String? {
    guard Child.git(["rev-parse", "--git-dir"], in: path).succeeded else {
      return "--clone requires a Git repository, but \(path) is not in a Git repository"
    }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path + "/.git", isDirectory: &isDirectory) else {
      return "--clone requires the root of a Git repository, but \(path) is not one"
    }
    if !isDirectory.boolValue {
      return "--clone is not supported when run from a Git worktree (\(path)); run from the main repository instead"
    }
    return nil
  }

  /// A shallow source gives an empty workspace without an error (sbx-releases #460).
  var isShallow: Bool { FileManager.default.fileExists(atPath: source + "/.git/shallow") }

  /// Makes the clone. Returns git's words where it could not.
  func make() -> String? {
    Record.createDirectory(destination)
    if isShallow { return nil }
    let made = Child.git(["clone", "--quiet", "--reference", source, "file://" + source, destination], in: "/")
    guard made.succeeded else { return made.output }
    copyRemotes()
    copyIdentity()
    let alternates = destination + "/.git/objects/info/alternates"
    try? Data("\(sourceInside)/.git/objects\n".utf8).write(to: URL(fileURLWithPath: alternates))
    return nil
  }

  /// Remotes arrive verbatim, but none that is a path on the host. Without any, `origin` is the source.
  private func copyRemotes() {
    _ = Child.git(["remote", "remove", "origin"], in: destination)
    let listed = Child.git(["config", "--get-regexp", "^remote\\..*\\.url$"], in: source).output
    var hasOrigin = false
    for line in listed.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, !WorkspaceClone.isLocal(parts[1]) else { continue }
      let name = String(parts[0].dropFirst("remote.".count).dropLast(".url".count))
      _ = Child.git(["remote", "add", name, parts[1]], in: destination)
      hasOrigin = hasOrigin || name == "origin"
    }
    if !hasOrigin { _ = Child.git(["remote", "add", "origin", sourceInside], in: destination) }
  }

  /// Only the global identity counts, and it becomes the clone's own.
  private func copyIdentity() {
    for key in ["user.name", "user.email"] {
      let value = Child.git(["config", "--global", key], in: "/").output.trimmingCharacters(in: .newlines)
      if !value.isEmpty { _ = Child.git(["config", key, value], in: destination) }
    }
  }

  private static func isLocal(_ url: String) -> Bool {
    if url.hasPrefix("file://") { return true }
    if url.contains("://") { return url.hasPrefix("git://127.0.0.1:") }
    // `host:path` is a remote only where no slash stands before the colon.
    guard let colon = url.firstIndex(of: ":") else { return true }
    return url[..<colon].contains("/")
  }
}
