import Foundation
import KBSystem

/// The programs that a template brings: the agents, and git where the system's directories have none.
enum GuestPrograms {
  private static let doubles = ["claude", "codex", "gh"]

  /// Links this program under the names of all that it plays inside a sandbox.
  static func install(in home: String) {
    let directory = home + "/.local/bin"
    Record.createDirectory(directory)
    guard let program = Platform.executablePath() else { return }
    for name in doubles where DoublePrograms.all[name] != nil { symlink(program, "\(directory)/\(name)") }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    if Child.find("git", path: "/usr/local/bin:/usr/bin:/bin") == nil, let git = Child.find("git", path: path) {
      symlink(git, directory + "/git")
    }
  }

  /// Puts the files of `folder` into the home. They become hard links where they can: real agents are big.
  static func add(_ folder: String, to home: String) throws {
    let files = FileManager.default
    for path in try files.subpathsOfDirectory(atPath: folder).sorted() {
      let (source, target) = ("\(folder)/\(path)", "\(home)/\(path)")
      if (try files.attributesOfItem(atPath: source))[.type] as? FileAttributeType == .typeDirectory {
        Record.createDirectory(target)
        continue
      }
      unlink(target)
      if link(source, target) != 0 { try files.copyItem(atPath: source, toPath: target) }
    }
  }

  /// Where this program and its libraries lie, for a file system in which home directories are hidden.
  static var directoriesNeeded: [String] {
    var files = [Platform.executablePath() ?? ""]
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    files += maps.split(separator: "\n").compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
    return Set(files.filter { $0.hasPrefix("/") }.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path })
      .sorted()
  }
}

/// Where the agents inside sandboxes keep their records: outside of every sandbox, so that removing one loses nothing.
enum AgentRecords {
  static func directory(_ state: SbxState) -> String {
    let directory = ProcessInfo.processInfo.environment["KB_DOUBLE_AGENTS"] ?? state.root + "/agents"
    Record.createDirectory(directory)
    return directory
  }
}
