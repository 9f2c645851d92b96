import Foundation
import KBDomain
package import KBSandboxes
package import KBSystem

/// A folder with an operator's repository, its origin, a state directory and a HOME of its own; removed with the value.
/// Real git, real processes, nothing of the developer's configuration.
package final class SandboxPlayground {
  /// Absolute, without symbolic links.
  package let root: String
  package let runner: ProcessRunner
  /// The operator's clone.
  package let host: String
  package let stateRoot: String
  /// The bare repository behind `origin`.
  package let origin: String

  /// `variables` are added to the environment of every command.
  package init(_ variables: [String: String] = [:], hostName: String = "host repo") throws {
    let made = FileManager.default.temporaryDirectory.appendingPathComponent("kb-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    root = made.resolvingSymlinksInPath().path
    host = "\(root)/\(hostName)"
    stateRoot = "\(root)/state"
    origin = "\(root)/origin.git"
    var environment = [
      "PATH": ToolPath.system, "HOME": "\(root)/home",
      "GIT_CONFIG_GLOBAL": "\(root)/gitconfig", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
      "GH_TOKEN": "host-secret", "SSH_AUTH_SOCK": "/host-secret", "OPENAI_API_KEY": "host-secret",
    ]
    for (name, value) in variables {
      environment[name] = value.replacingOccurrences(of: "{root}", with: root)
    }
    runner = ProcessRunner(loop: EventLoop(signals: nil), environment: environment)
    for folder in ["home", "state"] {
      try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
    }
    try write(
      "[user]\n\tname = Operator\n\temail = operator@example.com\n[init]\n\tdefaultBranch = main\n", to: "gitconfig")
    try git(["init", "--quiet", "--bare", origin], in: root)
    try git(["init", "--quiet", host], in: root)
    try git(["remote", "add", "origin", origin])
    try write("one\n", to: "host repo/file.txt".replacingOccurrences(of: "host repo", with: hostName))
    try commit("first")
    try git(["push", "--quiet", "origin", "main"])
  }

  deinit {
    _ = try? runner.run(Command("chmod", ["-R", "u+rwx", root]))
    _ = try? runner.run(Command("rm", ["-rf", root]))
  }

  /// Runs git and returns its output without the last newline. Throws what it said when it fails.
  @discardableResult
  package func git(_ arguments: [String], in directory: String? = nil) throws -> String {
    try run(Command("git", arguments, directory: directory ?? host, limit: .seconds(600)))
  }

  /// Runs shell text, with `arguments` as `$1`, `$2`, ….
  @discardableResult
  package func sh(_ script: String, _ arguments: [String] = [], in directory: String? = nil) throws -> String {
    try run(Command("sh", ["-ec", script, "sh"] + arguments, directory: directory ?? host, limit: .seconds(600)))
  }

  /// Commits everything in the operator's clone and returns the commit.
  @discardableResult
  package func commit(_ message: String) throws -> String {
    try git(["add", "-A"])
    try git(["commit", "--quiet", "--allow-empty", "-m", message])
    return try git(["rev-parse", "HEAD"])
  }

  /// Writes a file below `root`, with its folders.
  package func write(_ text: String, to path: String) throws {
    let file = URL(fileURLWithPath: "\(root)/\(path)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// A sandbox of the operator's repository as it is wanted.
  package func spec(_ name: String = "krutrimbox-prd-7-test-codex") -> SandboxSpec {
    SandboxSpec(
      name: name, repository: host, agent: .codex, template: "krutrimbox-codex:pnpm", cpus: 2, memory: 2048)
  }

  private func run(_ command: Command) throws -> String {
    let result = try runner.run(command)
    guard result.succeeded else { throw UnexpectedEnd(command: command.description, result: result) }
    return result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
  }

  /// A command that a test relies on did not succeed.
  package struct UnexpectedEnd: Error {
    package let command: String
    package let result: CommandResult
  }
}
