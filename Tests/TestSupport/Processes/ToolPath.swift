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
    copies: "/tmp/kb-tools-\(getuid())")

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

  /// Made once for each state of the folder, also where many test processes and doubles want it at once.
  private static func links(to folder: String, in copies: String) -> String {
    let files = FileManager.default
    let changed = (try? files.attributesOfItem(atPath: folder)[.modificationDate] as? Date) ?? .distantPast
    let copy = "\(copies)/\(Int(changed.timeIntervalSince1970))\(folder)"
    if files.fileExists(atPath: copy) { return copy }
    let unfinished = "\(copy).\(getpid())"
    try? files.createDirectory(atPath: unfinished, withIntermediateDirectories: true)
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] where !doubled.contains(name) {
      _ = symlink("\(folder)/\(name)", "\(unfinished)/\(name)")
    }
    if rename(unfinished, copy) != 0 { try? files.removeItem(atPath: unfinished) }
    return copy
  }
}
