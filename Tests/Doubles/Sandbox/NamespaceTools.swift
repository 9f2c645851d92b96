import Foundation

/// The programs that give a sandbox its own view of the file system, and its own processes.
struct NamespaceTools {
  let bubblewrap: String
  let nsenter: String

  /// Nil where they are missing or the system forbids what they do. `KB_DOUBLE_BWRAP` names the program, or is `off`.
  /// The first answer for a state directory stands for all later calls, whatever environment they have.
  static func usable(_ state: SbxState) -> NamespaceTools? {
    let file = state.root + "/isolation"
    if let known = try? String(contentsOfFile: file, encoding: .utf8) {
      let parts = known.split(separator: "\n").map(String.init)
      return parts.count == 3 && parts[0] == "namespaces"
        ? NamespaceTools(bubblewrap: parts[1], nsenter: parts[2]) : nil
    }
    let tools = found.flatMap { $0.work ? $0 : nil }
    let answer = tools.map { "namespaces\n\($0.bubblewrap)\n\($0.nsenter)" } ?? "translation"
    try? Data(answer.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
    return tools
  }

  private static var found: NamespaceTools? {
    let environment = ProcessInfo.processInfo.environment
    let wanted = environment["KB_DOUBLE_BWRAP"] ?? "bwrap"
    let path = (environment["PATH"] ?? "") + ":/usr/bin:/bin"
    guard wanted != "off", let bubblewrap = Child.find(wanted, path: path),
      let nsenter = Child.find("nsenter", path: path)
    else { return nil }
    return NamespaceTools(bubblewrap: bubblewrap, nsenter: nsenter)
  }

  /// Whether a first try succeeds.
  private var work: Bool {
    let mounts = ["--ro-bind", "/", "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
    let command = ["--", "/bin/sh", "-c", "exit 42"]
    return Child(arguments: [bubblewrap] + NamespaceTools.isolation + mounts + command).run().status == 42
  }

  /// Own processes and own user ids: the user inside is `agent`, 1000.
  static let isolation = ["--unshare-user", "--uid", "1000", "--gid", "1000", "--unshare-pid"]
}
