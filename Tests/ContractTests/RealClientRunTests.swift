import Foundation
import KBAgents
import KBDomain
import KBProtocol
import TestSupport
import Testing

/// Whole runs with the real clients: what the doubles are taken for in every other test.
@Suite("A whole run", .enabled(if: RealGh.path != nil, RealGh.advice), .onOwnThread, .stage)
struct RealClientRunTests {
  @Test("with the real gh delivers two PRDs side by side")
  func gh() async throws {
    let stage = try RealClientStage()
    var issues: [Int: [Int]] = [:]
    for name in ["a", "b"] {
      let prd = try stage.repository.addPRD("Add \(name)")
      issues[prd] = try [1, 2].map { step in
        try stage.repository.addSubIssue(
          of: prd, "Add \(name)\(step)", body: "double: write \(name)\(step).txt \(name)\ndouble: say Done.")
      }
    }

    let run = await stage.kbRun("--parallel", "2")

    for (prd, issues) in issues {
      #expect(run.ending(of: prd) == "delivered", "\(run)")
      try stage.expectDelivered(prd, issues: issues)
    }
    #expect(run.status == 0)
    #expect(Set(try stage.world.requests.map(\.pid)) == [Int(getpid())], "every request came through the emulator")
  }

  @Test("with the real gh pauses at a HITL Issue, and goes on when it is closed")
  func pause() async throws {
    let stage = try RealClientStage()
    let prd = try stage.repository.addPRD("Import")
    let human = try stage.repository.addSubIssue(of: prd, "Decide", kind: .hitl)
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")

    let first = await stage.kbRun("--parallel", "2")
    #expect(first.ending(of: prd) == "paused", "\(first)")
    #expect(try stage.world.effects(.commentCreated, number: prd).count == 1)
    try stage.repository.close(human)
    let second = await stage.kbRun("--parallel", "2")

    #expect(second.ending(of: prd) == "delivered", "\(second)")
    try stage.expectDelivered(prd, issues: [issue])
  }

  @Test(
    "with the real gh and a real agent delivers a PRD", .enabled(if: !RealAgent.available.isEmpty, RealAgent.advice),
    arguments: RealAgent.available)
  func agent(agent: AgentName) async throws {
    let program = try #require(RealAgent.path(of: agent))
    let stage = try RealClientStage()
    let server = try ModelServerProcess(record: stage.root + "/model.jsonl")
    try stage.bring(agent, program, model: "http://127.0.0.1:\(server.port)/tool")
    let prd = try stage.repository.addPRD("Ask the model")
    let issue = try stage.repository.addSubIssue(of: prd, "Write model.txt", body: "Write model.txt.")

    let run = await stage.kbRun("--parallel", "2", "--agent", agent.rawValue)
    withExtendedLifetime(server) {}

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    try stage.expectDelivered(prd, issues: [issue])
    #expect(try stage.text(of: "model.txt", on: stage.branch(of: prd)) == "from the model\n")
    #expect(stage.sessionCount == 0, "no double spoke for the agent")
    let usages = run.events.compactMap { told -> AgentUsage? in
      if case .sessionEnded(_, let usage, true, _) = told.event { usage } else { nil }
    }
    #expect(usages.count == 2 && usages.allSatisfy { $0.inputTokens > 0 })
  }
}
