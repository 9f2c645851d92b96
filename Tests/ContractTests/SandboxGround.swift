import Foundation
import KBConfiguration
import KBDomain
import KBSandboxes
import KBSystem
import TestSupport

/// Every way in which a sandbox backend can be tried on this machine.
enum SandboxKind: String, CaseIterable, Sendable {
  case local
  /// A local sandbox in bubblewrap.
  case bubblewrap
  /// Docker Sandboxes, played in Linux namespaces.
  case namespaces
  /// Docker Sandboxes, played with translated paths.
  case translation

  static var available: [SandboxKind] {
    [.local] + (SandboxBench.Isolation.available.contains(.namespaces) ? [.bubblewrap] : [])
      + SandboxBench.Isolation.available.map { $0 == .namespaces ? .namespaces : .translation }
  }

  static var played: [SandboxKind] { available.filter { ![.local, .bubblewrap].contains($0) } }

  fileprivate var isolation: SandboxBench.Isolation? {
    switch self {
    case .local, .bubblewrap, .translation: .translation
    case .namespaces: .namespaces
    }
  }
}

extension LocalSandbox {
  /// In bubblewrap, as where a run has found that it works.
  init(isolated runner: ProcessRunner, stateRoot: String) {
    var settings = RunSettings()
    settings.sandbox.bubblewrap = .required
    self.init(effects: runner, stateRoot: stateRoot, environment: runner.environment, settings: settings)
  }
}

/// A machine with one backend and one repository, for the questions that every backend must answer alike.
final class SandboxGround {
  let bench: SandboxBench
  let runner: ProcessRunner
  let backend: any SandboxBackend
  let spec: SandboxSpec
  /// The commit on the operator's `main`.
  let base: String

  /// `version` is the release of sbx that is played.
  init(_ kind: SandboxKind, version: String? = nil) throws {
    bench = try SandboxBench(kind.isolation)
    var secrets = ["GH_TOKEN": "host-secret", "SSH_AUTH_SOCK": "/host-secret", "OPENAI_API_KEY": "host-secret"]
    secrets["KB_DOUBLE_SBX_VERSION"] = version
    runner = ProcessRunner(
      loop: EventLoop(signals: nil), environment: bench.environment.merging(secrets) { $1 })
    let state = "\(bench.folder)/state"
    backend =
      switch kind {
      case .local: LocalSandbox(effects: runner, stateRoot: state, environment: runner.environment)
      case .bubblewrap: LocalSandbox(isolated: runner, stateRoot: state)
      case .namespaces, .translation:
        DockerSandbox(effects: runner, stateRoot: state, pauses: [.milliseconds(50), .milliseconds(100)])
      }
    let repository = "\(bench.folder)/my repo"
    spec = SandboxSpec(
      name: "krutrimbox-prd-7-acme-webapp-0a1b2c3d-codex", repository: repository, agent: .codex,
      template: "krutrimbox-codex:pnpm", cpus: 2, memory: 2048)
    try Self.git(runner, ["init", "--quiet", repository], in: bench.folder)
    try Data("one\n".utf8).write(to: URL(fileURLWithPath: "\(repository)/file.txt"))
    try Self.git(runner, ["add", "--all"], in: repository)
    try Self.git(runner, ["commit", "--quiet", "--message", "first"], in: repository)
    base = try Self.git(runner, ["rev-parse", "HEAD"], in: repository)
  }

  deinit { try? backend.stop(spec) }

  var workspace: SandboxWorkspace { SandboxWorkspace(backend, spec, effects: runner) }

  /// Runs a command inside. Only one that hangs gets to its limit.
  func inside(_ arguments: [String], input: Command.Input = .nothing) throws -> CommandResult {
    var command = backend.inside(spec, arguments, input: input)
    command.limit = .seconds(600)
    return try runner.run(command)
  }

  /// Runs shell text inside.
  @discardableResult
  func sh(_ script: String, input: Command.Input = .nothing) throws -> CommandResult {
    try inside(["sh", "-c", script], input: input)
  }

  /// Runs git in the operator's repository; empty where it fails.
  @discardableResult
  func git(_ arguments: [String]) throws -> String {
    try Self.git(runner, arguments, in: spec.repository)
  }

  @discardableResult
  func prepare(_ issue: String = "1") throws -> PreparedWorkspace {
    try workspace.prepare(
      WantedWorkspace(
        branch: "krutrimbox/prd-7", commit: base, originRef: "main", issue: issue, userName: "Agent",
        userEmail: "agent@example.com", saveLabel: "run-1"))
  }

  /// How often each subcommand of sbx was called so far.
  var calls: [String: Int] {
    Dictionary(bench.calls().compactMap { $0["command"].text.map { ($0, 1) } }, uniquingKeysWith: +)
  }

  @discardableResult
  private static func git(_ runner: ProcessRunner, _ arguments: [String], in directory: String) throws -> String {
    let result = try runner.run(Command("git", arguments, directory: directory, limit: .seconds(600)))
    return result.output.trimmingCharacters(in: .newlines)
  }
}
