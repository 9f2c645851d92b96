import Foundation
import KBAgents
import KBDomain
import KBProtocol
import TestSupport
import Testing

@Suite("Each Agent Backend", .stage)
struct AgentBackendTests {
  private let stage = FactoryStage.current

  @Test("delivers a PRD in a sandbox of its own, and its usage is recorded", arguments: AgentName.allCases)
  func delivers(agent: AgentName) async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: usage 120000 3400\ndouble: write a.txt a\ndouble: say Done.")

    let run = await stage.kbRun("--agent", agent.rawValue)

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.sessions().map { $0["agent"] } == [agent.rawValue, agent.rawValue])
    let usages = run.events.compactMap { told -> AgentUsage? in
      if case .sessionEnded(issue, let usage, true, _) = told.event { usage } else { nil }
    }
    #expect(usages.only?.inputTokens == 120_000)
    #expect(usages.only?.outputTokens == 3400)
    #expect(try stage.stateText().contains(#""inputTokens":120000"#))
    #expect(stage.sbxCalls(of: "create").only?.contains("-\(agent.rawValue)\"") == true)
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(pull.body.contains("agent: \(agent.rawValue)"))
  }

  @Test("gets the model and effort that were asked for", arguments: AgentName.allCases)
  func modelAndEffort(agent: AgentName) async throws {
    let model = agent == .codex ? "gpt-6" : "claude-opus-5-5"
    try stage.configure("{\"agent\": \"\(agent.rawValue)\", \"model\": \"\(model)\", \"effort\": \"high\"}")
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    for session in try stage.sessions() {
      #expect(session["argv"]?.contains(model) == true && session["argv"]?.contains("high") == true)
    }
  }

  @Test(
    "that fails alike for everybody stops the run with one remedy",
    arguments: [(AgentName.codex, "missing-key"), (.claude, "unauthenticated")])
  func setup(agent: AgentName, verb: String) async throws {
    for _ in 1...3 {
      let prd = try stage.repository.addPRD("Import")
      try stage.repository.addSubIssue(of: prd, "Parse", body: "double: \(verb)")
    }
    let run = await stage.kbRun("--agent", agent.rawValue)
    #expect(run.status != 0)
    #expect(run.code(of: 1) == "KB-A001", "\(run)")
    // A second session bears out what the first one said.
    #expect(stage.sessionCount == 2)
    #expect(try stage.world.effects(.commentCreated).isEmpty)
  }
}
