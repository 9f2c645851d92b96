import KBDomain
package import KBSystem

/// The command lines of Docker Sandboxes' CLI, as values. `DockerSandbox` runs them. They use what all versions from 0.31
/// on know (docs/sandbox-template.md); the few that depend on the version ask `SbxVersion`.
package enum Sbx {
  package static let program = "sbx"
  /// Where people read how it is installed.
  package static let home = "https://docs.docker.com/ai/sandboxes/"

  /// What it gets of the operator's variables. https://docs.docker.com/ai/sandboxes/troubleshooting/ names the sizes. No agent
  /// socket: sbx passes it on.
  package static let variables = ["DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_HOST", "DOCKER_SANDBOXES_*"]

  /// Creates the sandbox with a private clone of the repository. The first one pulls gigabytes.
  package static func create(_ spec: SandboxSpec) -> Command {
    var command = call(
      [
        "create", "--clone", "--template", ImageName(spec.template).description, "--name", spec.name,
        "--cpus", String(spec.cpus), "--memory", "\(spec.memory)m", spec.agent.rawValue, spec.repository,
      ], limit: .seconds(15 * 60))
    command.onStop = .startNoMore
    return command
  }

  /// Runs `arguments` in the clone's top folder, which is the host repository's path. Starts a stopped sandbox. Every
  /// variable is given with its value: a bare name would copy it from this process's environment.
  package static func exec(
    _ name: String, in directory: String, _ arguments: [String], input: Command.Input = .nothing,
    environment: [String: String] = [:], limit: Duration = .seconds(120)
  ) -> Command {
    var words = ["exec"]
    if input != .nothing { words.append("-i") }
    words += ["-w", directory]
    for (key, value) in environment.sorted(by: { $0.key < $1.key }) { words += ["-e", "\(key)=\(value)"] }
    return call(words + [name, "--"] + arguments, input: input, limit: limit)
  }

  /// Starts the sandbox, and with it the git server of its clone.
  package static func wake(_ name: String) -> Command { call(["exec", name, "--", "true"]) }

  package static var list: Command { call(["ls", "--json"], limit: .seconds(60)) }

  /// The only way to end what runs inside, so it is done however much the run is to stop.
  package static func stop(_ name: String) -> Command {
    var command = call(["stop", name])
    command.onStop = .runAnyway
    return command
  }

  /// Without `--force` it asks, and refuses a sandbox that is in use.
  package static func remove(_ name: String) -> Command { call(["rm", "--force", name]) }

  package static var templateList: Command { call(["template", "ls", "--json"], limit: .seconds(60)) }

  /// For versions whose template list has no `--json`.
  package static var templateTable: Command { call(["template", "ls"], limit: .seconds(60)) }

  /// Copies an image archive of gigabytes into the template store.
  package static func templateLoad(_ archive: String) -> Command {
    call(["template", "load", archive], limit: .seconds(15 * 60))
  }

  package static var version: Command { call(["version"], limit: .seconds(60)) }

  package static var policyList: Command { call(["policy", "ls"], limit: .seconds(60)) }

  /// Versions that don't know `--json` print a table.
  package static func secretList(_ version: SbxVersion) -> Command {
    call(["secret", "ls"] + (version.listsSecretsAsJSON ? ["--json"] : []), limit: .seconds(60))
  }

  /// The self-diagnosis as JSON, once for each flag that it may want; the first is the likeliest.
  package static func diagnose(_ version: SbxVersion) -> [Command] {
    version.diagnoseFlags.map { call(["diagnose"] + $0, limit: .seconds(60)) }
  }

  /// Whether sandboxes may use this machine's SSH agent.
  package static var agentForwarding: Command {
    call(["settings", "get", "--json", "ssh.agentForwardingEnabled"], limit: .seconds(60))
  }

  private static func call(
    _ arguments: [String], input: Command.Input = .nothing, limit: Duration = .seconds(120)
  ) -> Command {
    var command = Command(program, arguments, input: input, limit: limit)
    command.inheritance = .listed(variables)
    return command
  }
}
