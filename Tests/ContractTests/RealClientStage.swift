import Foundation
import KBDomain
import TestSupport
import Testing

/// A stage whose `gh` is the real one, which talks to the stage's GitHub through the emulator's socket.
struct RealClientStage: Sendable {
  let stage = FactoryStage.current
  private let emulator: GitHubEmulator

  init() throws {
    let program = try #require(RealGh.path)
    let gh = stage.root + "/bin/gh"
    try FileManager.default.removeItem(atPath: gh)
    try FileManager.default.createSymbolicLink(atPath: gh, withDestinationPath: program)
    let socket = stage.root + "/gh.sock"
    try stage.write("gh/config.yml", "http_unix_socket: \(socket)\n")
    emulator = try GitHubEmulator(stage.world, socket: socket)
  }

  var root: String { stage.root }
  var world: GitHubWorld { stage.world }
  var repository: WorldRepository { stage.repository }
  var sessionCount: Int { stage.sessionCount }
  func branch(of prd: Int) -> String { stage.branch(of: prd) }
  func text(of file: String, on branch: String) throws -> String { try stage.text(of: file, on: branch) }

  func kbRun(_ arguments: String...) async -> StagedRun {
    let environment = [
      "GH_CONFIG_DIR": root + "/gh", "XDG_CACHE_HOME": root + "/cache", "GH_PROMPT_DISABLED": "1",
      "KB_DELAY_SCALE": "0.01",
    ]
    return StagedRun(await stage.kb(["run", "--json"] + arguments, environment: environment))
  }

  /// Lets sandboxes have a real agent in place of its double, with no account and no address but the model server's.
  func bring(_ agent: AgentName, _ program: String, model: String) throws {
    let home = root + "/agent-home"
    let real = "\(home)/real/\(agent.rawValue)"
    try stage.writeProgram(
      "agent-home/.local/bin/\(agent.rawValue)",
      "#!/bin/sh\n\(settings(of: agent, model))\nexec \"$HOME/real/\(agent.rawValue)\" \"$@\"\n")
    try FileManager.default.createDirectory(atPath: home + "/real", withIntermediateDirectories: true)
    if link(program, real) != 0 { try stage.run(["cp", program, real]) }
    try stage.write(
      "agent-home/.codex/config.toml",
      """
      model = "gpt-5-codex"
      model_provider = "lab"
      [model_providers.lab]
      name = "lab"
      base_url = "\(model)/v1"
      env_key = "OPENAI_API_KEY"
      wire_api = "responses"
      """)
    let settings = root + "/sbx/settings.json"
    let old = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: settings)))
    var new = try #require(old as? [String: Any])
    new["home"] = home
    try JSONSerialization.data(withJSONObject: new).write(to: URL(fileURLWithPath: settings))
  }

  /// The environment that the agent's sandbox template would give it.
  private func settings(of agent: AgentName, _ model: String) -> String {
    switch agent {
    case .codex: "export CODEX_HOME=\"$HOME/.codex\" OPENAI_API_KEY=sk-test"
    case .claude:
      """
      export ANTHROPIC_BASE_URL=\(model) ANTHROPIC_API_KEY=sk-test CLAUDE_CODE_MAX_RETRIES=1 IS_SANDBOX=1
      export CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_AUTOUPDATER=1
      """
    }
  }

  /// Expects a reviewed pull request with one commit per issue, and nothing left open but the PRD itself.
  func expectDelivered(_ prd: Int, issues: [Int], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let pull = try #require(
      try repository.pullRequest(ofBranch: branch(of: prd)), sourceLocation: sourceLocation)
    #expect(pull.pull?.isDraft == false, sourceLocation: sourceLocation)
    #expect(pull.body.contains("Closes #\(prd)"), sourceLocation: sourceLocation)
    #expect(
      try stage.messages(on: branch(of: prd)).map { String($0.split(separator: "\n").last ?? "") }
        == issues.reversed().map { "Refs #\($0)" }, sourceLocation: sourceLocation)
    for issue in issues { #expect(try repository.issue(issue).isClosed, sourceLocation: sourceLocation) }
    #expect(try stage.ownComments(on: pull.number).count == 1, sourceLocation: sourceLocation)
  }
}
