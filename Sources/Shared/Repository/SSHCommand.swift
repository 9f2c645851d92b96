/// The program by which git reaches origin over ssh: as the operator has set it, told to ask for nothing. Pure.
enum SSHCommand {
  /// The variables for a git that talks to origin. `configured` gives `core.sshCommand`, and is asked only where it
  /// counts; nil where it is not set. A program in `GIT_SSH` can't be told anything: nothing is set then.
  static func variables(
    _ environment: [String: String], configured: () throws -> String?
  ) rethrows -> [String: String] {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if value("GIT_SSH_COMMAND") == nil && value("GIT_SSH") != nil { return [:] }
    let command = try value("GIT_SSH_COMMAND") ?? configured() ?? "ssh"
    return ["GIT_SSH_COMMAND": command + " -o BatchMode=yes"]
  }
}
