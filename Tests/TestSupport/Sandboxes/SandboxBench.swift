import Foundation
import KBConfiguration

/// A machine with the doubles of sbx, docker, codex and claude on its PATH, in a folder that goes away with it.
///
/// It is logged in, has a network policy and a template for each agent; a test takes away what it wants to be missing.
package final class SandboxBench: Sendable {
  /// How sandboxes are kept apart from the host.
  package enum Isolation: String, CaseIterable, Sendable {
    /// Linux namespaces: the clone stands at the host repository's path.
    case namespaces
    /// Directories are translated; works everywhere.
    case translation

    /// What this machine can do.
    package static let available: [Isolation] = {
      let environment = ProcessInfo.processInfo.environment
      let program = environment["KB_DOUBLE_BWRAP"] ?? "bwrap"
      return ShortCommand.find(program, ["PATH": ToolPath.system]) == nil ? [.translation] : allCases
    }()
  }

  package let folder: String
  /// The whole environment of every program that the test starts. HOME and the doubles' state lie in the folder.
  package let environment: [String: String]

  /// Templates that are loaded from the start.
  package static let templates = ["krutrimbox-codex:pnpm", "krutrimbox-claude:pnpm"]

  /// - Throws: what the file system throws.
  package init(_ isolation: Isolation? = nil, isSetUp: Bool = true) throws {
    // Resolved, because sbx names repositories by their real path.
    let base = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
    folder = base + "/kbs-" + String(UUID().uuidString.prefix(8))
    for name in ["bin", "home", "sbx", "agents"] {
      try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
    }
    for name in ["sbx", "docker", "codex", "claude"] {
      try BuiltProducts.link("Doubles", as: name, in: folder + "/bin")
    }
    let inherited = ProcessInfo.processInfo.environment
    environment = [
      "PATH": "\(folder)/bin:\(ToolPath.system)", "HOME": "\(folder)/home", "TZ": "UTC",
      "KB_DOUBLE_SBX": "\(folder)/sbx", "KB_DOUBLE_AGENTS": "\(folder)/agents",
      "KB_DOUBLE_BWRAP": isolation == .translation ? "off" : inherited["KB_DOUBLE_BWRAP"] ?? "bwrap",
      "GIT_CONFIG_GLOBAL": "\(folder)/home/.gitconfig", "GIT_CONFIG_NOSYSTEM": "1",
    ]
    let configuration = "[user]\n\tname = Olga\n\temail = olga@example.com\n[init]\n\tdefaultBranch = main\n"
    try Data(configuration.utf8).write(to: URL(fileURLWithPath: folder + "/home/.gitconfig"))
    if isSetUp {
      try set([
        "loggedIn": true, "policy": "balanced", "templates": .array(Self.templates.map { .string(Self.full($0)) }),
      ])
      // Started here, the daemon belongs to the test and to no program that the test starts.
      let start = daemon("start")
      guard start.status == 0 else { throw StartFailure(text: start.errorText) }
    }
  }

  /// What the sbx double said instead of starting its daemon.
  package struct StartFailure: Error { package let text: String }

  deinit {
    daemon("stop")
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Writes the settings of the sbx double: `loggedIn`, `policy`, `secrets`, `templates`.
  package func set(_ settings: JSONTree) throws {
    try Data(settings.json.utf8).write(to: URL(fileURLWithPath: folder + "/sbx/settings.json"), options: .atomic)
  }

  /// Sets the traps of the sbx double, such as `["trap": "hang", "command": "exec", "from": 2, "times": 1]`.
  package func setFaults(_ faults: JSONTree...) throws {
    let file: JSONTree = ["faults": .array(faults)]
    try Data(file.json.utf8).write(to: URL(fileURLWithPath: folder + "/sbx/faults.json"), options: .atomic)
  }

  /// Runs a program to its end. Its environment is the bench's, with `changes`.
  package func run(
    _ command: [String], in directory: String? = nil, input: String = "", changes: [String: String] = [:],
    killWhen: (@Sendable (_ output: String) -> Bool)? = nil
  ) async -> ShortCommand.Result {
    var call = ShortCommand(
      command, environment: environment.merging(changes) { $1 }, directory: directory ?? folder,
      input: Array(input.utf8))
    call.killWhen = killWhen
    let prepared = call
    return await onOwnThread { prepared.run() }
  }

  /// Makes a repository with one commit on `main`, and returns its path.
  package func makeRepository(
    _ name: String = "widgets", files: [String: String] = ["a.txt": "one\n"]
  ) async throws -> String {
    let path = folder + "/" + name
    _ = await run(["git", "init", "--quiet", path])
    for (file, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + file)) }
    _ = await run(["git", "add", "--all"], in: path)
    _ = await run(["git", "commit", "--quiet", "--message", "Begin"], in: path)
    return path
  }

  /// The calls of one sbx subcommand so far, or of all.
  package func calls(_ command: String? = nil) -> [JSONTree] {
    lines("sbx/calls.jsonl").filter { command == nil || $0["command"].text == command }
  }

  /// The agent sessions that were started, in order. Each has cost money.
  package var sessions: [JSONTree] { lines("agents/sessions.jsonl") }

  /// The prompt of a session.
  package func prompt(of session: JSONTree) -> String {
    let path = "\(folder)/agents/prompts/\(session["session"].text ?? "").txt"
    return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  @discardableResult
  private func daemon(_ order: String) -> ShortCommand.Result {
    ShortCommand(["sbx", "daemon", order], environment: environment, directory: folder).run()
  }

  private func lines(_ file: String) -> [JSONTree] {
    let text = (try? String(contentsOfFile: folder + "/" + file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { JSONTree.parse(Array($0.utf8)) }
  }

  private static func full(_ template: String) -> String { "docker.io/library/" + template }
}
