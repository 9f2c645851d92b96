import Foundation
import KBConfiguration
import KBForges
import KBState

/// A whole machine for one test: a GitHub world with a bare origin, a clone, a home, a state directory, and the doubles
/// on PATH under the names of the programs that they play. Everything lies under one temporary folder.
package struct FactoryStage: Sendable {
  package let root: String
  package let world: GitHubWorld
  package let repository: WorldRepository
  /// The operator's clone.
  package var checkout: String { root + "/home/webapp" }
  package var state: String { root + "/state" }
  /// The Factory Clone, once a run has made it.
  package var clone: String { state + "/repositories/github.com/acme/webapp" }
  package var origin: String { root + "/origin.git" }
  package var sbxState: String { root + "/sbx" }
  package var agents: String { root + "/agents" }
  private var bin: String { root + "/bin" }

  /// Builds it with an empty repository `acme/webapp` whose operator and owner is alice.
  init() throws {
    root = try Self.temporaryFolder()
    let files = FileManager.default
    for folder in ["home", "bin", "sbx", "agents"] {
      try files.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
    }
    let git = try BareRepository.create(path: root + "/origin.git")
    world = try GitHubWorld.create(directory: root + "/github")
    repository = try world.addRepository("acme/webapp", git: git)
    for program in ["gh", "sbx", "docker", "codex", "claude"] {
      try BuiltProducts.link("Doubles", as: program, in: root + "/bin")
    }
    // The test's machine may sleep as it does.
    try files.createSymbolicLink(atPath: root + "/bin/systemd-inhibit", withDestinationPath: "/usr/bin/false")
    try write(
      "home/.gitconfig",
      """
      [user]
      \tname = Alice Operator
      \temail = alice@example.com
      [init]
      \tdefaultBranch = main
      [url "\(root)/origin.git"]
      \tinsteadOf = https://github.com/acme/webapp.git
      """)
    try write(
      "sbx/settings.json",
      """
      {"loggedIn": true, "policy": "balanced", "secrets": ["github", "openai", "anthropic"],
       "templates": ["docker.io/library/krutrimbox-codex:pnpm", "docker.io/library/krutrimbox-claude:pnpm"]}
      """)
    try write(
      Self.doublesFile,
      environment.filter { $0.key.hasPrefix("KB_DOUBLE_") }.map { "\($0.key)=\($0.value)\n" }.sorted().joined())
    // Started here, the daemon and all that runs in sandboxes belong to the test, and to no program on the stage.
    _ = try run(["sbx", "daemon", "start"], in: root)
    _ = try run(["git", "clone", "-q", "https://github.com/acme/webapp.git", checkout], in: root)
  }

  /// Below the root: the variables of the stage's doubles, a line each.
  package static let doublesFile = "doubles.env"

  /// The whole environment of every program on the stage.
  package var environment: [String: String] {
    [
      "PATH": "\(bin):\(ToolPath.system)", "HOME": root + "/home", "KB_STATE_HOME": state, "LANG": "C.UTF-8",
      "GIT_CONFIG_GLOBAL": root + "/home/.gitconfig", "GIT_CONFIG_NOSYSTEM": "1", "TMPDIR": root + "/tmp",
      GitHubWorld.environmentVariable: world.directory, "KB_DOUBLE_SBX": sbxState, "KB_DOUBLE_AGENTS": agents,
      "GH_TOKEN": GitHubWorld.token(of: "alice"),
      // Whether sandboxes are namespaces or translated paths; CI installs bubblewrap.
      // Doubles of agents write outside of their sandbox. Tests of bubblewrap say otherwise.
      "KB_BUBBLEWRAP": "off",
      "KB_DOUBLE_BWRAP": ProcessInfo.processInfo.environment["KB_DOUBLE_BWRAP"] ?? "bwrap",
    ]
  }

  /// Writes a file below the root.
  package func write(_ path: String, _ text: String) throws {
    let full = "\(root)/\(path)"
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: full).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: full))
  }

  /// Writes a script below the root that can be run.
  package func writeProgram(_ path: String, _ text: String) throws {
    try ProgramFile.write(text, to: "\(root)/\(path)")
  }

  /// Writes `.krutrimbox/config.json` into the clone, and has the operator trust it where it can be read.
  package func configure(_ json: String, isTrusted: Bool = true) throws {
    try write("home/webapp/.krutrimbox/config.json", json)
    guard isTrusted, let configuration = try? Configuration(repositoryRoot: checkout, environment: environment),
      !configuration.outside().values.isEmpty
    else { return }
    let address = try run(["git", "config", "--get", "remote.origin.url"]).trimmingCharacters(in: .newlines)
    try TrustStore(stateRoot: state).trust(
      configuration.outside(), of: .ofOrigin(address, checkout: checkout), at: Date())
  }

  /// Runs a program on the stage to its end and returns its standard output. Throws when it fails.
  @discardableResult
  package func run(_ command: [String], in directory: String? = nil) throws -> String {
    let result = ShortCommand(command, environment: environment, directory: directory ?? checkout).run()
    guard result.status == 0 else {
      throw StageError(description: "\(command): \(result.status)\n\(result.errorText)\(result.text)")
    }
    return result.text
  }

  /// Runs git in the Factory Clone and returns what it prints. Throws when it fails.
  @discardableResult
  package func git(_ arguments: String...) throws -> String { try run(["git"] + arguments, in: clone) }

  /// Runs `kb` on a thread of its own, in the operator's clone.
  package func kb(
    _ arguments: [String], environment additions: [String: String] = [:], in directory: String? = nil
  ) async -> ShortCommand.Result {
    var command = ShortCommand(
      [BuiltProducts.path("kb")] + arguments, environment: environment.merging(additions) { $1 },
      directory: directory ?? checkout)
    command.limitMilliseconds = 600_000
    return await RunGate.shared.pass { [command] in await onOwnThread { command.run() } }
  }

  /// Runs a bash script in the operator's clone, on a thread of its own. In it `$KB` is the program, `$AGENTS` the folder
  /// in which an agent's `until-file` looks, and `await COMMAND` waits until a command succeeds.
  package func script(_ text: String, environment additions: [String: String] = [:]) async -> ShortCommand.Result {
    let variables = ["KB": BuiltProducts.path("kb"), "AGENTS": agents, "OUT": root].merging(additions) { $1 }
    let helpers = "await() { until \"$@\" >/dev/null 2>&1; do sleep 0.05; done; }\n"
    var command = ShortCommand(
      ["/bin/bash", "-c", helpers + text], environment: environment.merging(variables) { $1 }, directory: checkout)
    command.limitMilliseconds = 600_000
    return await onOwnThread { [command] in command.run() }
  }

  /// Messages of the commits on a branch of origin that are not on main, newest first.
  package func messages(on branch: String) throws -> [String] {
    try run(["git", "--git-dir", origin, "log", "--format=%B%x00", "main..\(branch)"])
      .split(separator: "\0").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
  }

  /// A file's text on a branch of origin; throws where it is not there.
  package func text(of file: String, on branch: String) throws -> String {
    try run(["git", "--git-dir", origin, "show", "\(branch):\(file)"])
  }

  /// How many agent sessions were started.
  package var sessionCount: Int { lines(of: agents + "/sessions.jsonl").count }

  /// Every call of sbx, as the double recorded it.
  package var sbxCalls: [String] { lines(of: sbxState + "/calls.jsonl") }

  /// Removes the stage and ends whatever still runs on it.
  func tearDown() {
    _ = ShortCommand(["sbx", "daemon", "stop"], environment: environment).run()
    try? FileManager.default.removeItem(atPath: root)
  }

  private func lines(of path: String) -> [String] {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
  }

  private static func temporaryFolder() throws -> String {
    let folder = "/tmp/kb-stage-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    try FileManager.default.createDirectory(
      atPath: folder + "/tmp", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return folder
  }
}

/// A stage that can't be built or asked.
package struct StageError: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) {
    self.description = description
  }
}
