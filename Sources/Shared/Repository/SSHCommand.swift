/// How git reaches origin over ssh: as the operator has set it, told to ask for nothing.
final class SSHCommand {
  private var known: [String: String]?

  /// The variables for a git that talks to origin. `core.sshCommand` is asked for once, and only where it counts.
  /// Throws `StopRequested`.
  func variables(in checkout: String, _ effects: any Effects) throws -> [String: String] {
    if let known { return known }
    let variables = try Self.variables(effects.environment) {
      let answer = try effects.run(Git.command(["config", "--get", "core.sshCommand"], in: checkout))
      if answer.end == .stopped { throw StopRequested() }
      return answer.succeeded ? answer.output.split(whereSeparator: \.isNewline).first.map(String.init) : nil
    }
    known = variables
    return variables
  }

  /// Pure but for `configured`, which gives `core.sshCommand`; nil where it is not set. A program in `GIT_SSH` can't be
  /// told anything: nothing is set then.
  static func variables(
    _ environment: [String: String], configured: () throws -> String?
  ) rethrows -> [String: String] {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if value("GIT_SSH_COMMAND") == nil && value("GIT_SSH") != nil { return [:] }
    let command = try value("GIT_SSH_COMMAND") ?? configured() ?? "ssh"
    return ["GIT_SSH_COMMAND": command + " -o BatchMode=yes"]
  }
}
