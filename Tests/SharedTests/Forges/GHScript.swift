import KBDomain
import KBFailures
import KBForges
import KBSystem
import TestSupport

extension CommandResult {
  /// What `gh api -i` prints for an answer of GitHub, and its exit status.
  static func answer(_ status: Int, _ body: String = "{}", headers: [String: String] = [:]) -> CommandResult {
    let lines = headers.map { "\($0.key): \($0.value)\r\n" }.sorted().joined()
    return CommandResult(
      end: .exited(.code(value: status < 300 ? 0 : 1)), output: "HTTP/2.0 \(status) X\n\(lines)\r\n\(body)",
      errors: status < 300 ? "" : "gh: HTTP \(status)\n")
  }

  /// The connection was lost before an answer came.
  static let lost = CommandResult(
    end: .exited(.code(value: 1)), errors: "Post \"https://api.github.com/graphql\": EOF\n")
}

/// Runs the work and gives the failure it ends in.
func failure(_ work: () throws -> some Any) -> ExpectedFailure? {
  do {
    _ = try work()
    return nil
  } catch {
    return error as? ExpectedFailure
  }
}

extension GitHubForge {
  /// Of `acme/widgets`, with two pauses of no length.
  static func scripted(_ effects: ScriptedEffects, host: String = "github.com") -> GitHubForge {
    GitHubForge(
      RepositoryIdentity(host: host, owner: "acme", name: "widgets"), effects: effects, delays: [.zero, .zero])
  }
}
