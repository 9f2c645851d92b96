import Foundation

/// Where tests look for programs: in the system's folders, not in the caller's PATH, and nowhere for those that tests have
/// doubles of. A shell that has entered the demo has a scripted `codex` on its PATH, a developer's machine real agents.
/// Real clients come from `KB_REAL_…` alone.
package enum ToolPath {
  /// Programs that a test may only get as a double, or from `KB_REAL_…`.
  package static let doubled = ["claude", "codex", "docker", "gh", "kubectl", "sbx"]

  /// For `PATH`.
  package static let system = path(
    system: ["/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin"],
    caller: ProcessInfo.processInfo.environment["PATH"] ?? "",
    copies: NSTemporaryDirectory() + "/kb-tools-\(getuid())")

  /// The folders of `system` that are there, and the caller's with git where none of those has it. In the place of one that
  /// holds a doubled program stands a folder below `copies` with links to the others.
  static func path(system: [String], caller: String, copies: String) -> String {
    func has(_ folder: String, _ name: String) -> Bool { access("\(folder)/\(name)", X_OK) == 0 }
    let folders = system.filter { FileManager.default.fileExists(atPath: $0) }
    let more =
      folders.contains { has($0, "git") }
      ? [] : caller.split(separator: ":").map(String.init).filter { has($0, "git") }
    return (folders + more).map { folder in
      doubled.contains { has(folder, $0) } ? links(to: folder, in: copies) : folder
    }.joined(separator: ":")
  }

  private static func links(to folder: String, in copies: String) -> String {
    let copy = copies + folder
    try? FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !doubled.contains(name) {
      // Another test process may have made it.
      _ = symlink("\(folder)/\(name)", "\(copy)/\(name)")
    }
    return copy
  }
}
