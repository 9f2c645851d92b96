import Foundation
import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBSystem
import KBText
import TestSupport
import Testing
@testable import Worker

@Suite("Attack: what a session prints ends it, and is told as such")
struct FloodedSessionTests {
  private func prompt() throws -> AgentPrompt {
    let sub = SubIssue(number: 3, title: "Parse", labels: ["PRD-sub-issue", "ready-for-agent"])
    let sequence = try ImplementationSequence(prd: 1, of: [sub], done: DoneSet())
    let plan = AgentPrompt.Plan(
      prd: PRD(number: 1, title: "Plan", author: "alice"), sequence: sequence, done: DoneSet(), branch: "b")
    return AgentPrompt.finalReview(
      of: plan, ReviewQuestion(base: "c", criteria: []), extension: nil, fence: "f")
  }

  @Test("a session that was ended for its output has a code of its own, and its sandbox is stopped")
  func flooded() throws {
    let bench = try WorkerBench { $0.limits.outputMiB = 64 }
    bench.effects.on(
      "codex", give: CommandResult(end: .flooded(64 << 20), output: String(repeating: "x\n", count: 1000)))
    let failure = #expect(throws: ExpectedFailure.self) {
      try bench.assembly.agent.run(
        prompt(), for: SessionAim(purpose: .issue, issue: 3, issueCount: 1), in: bench.assembly.sandbox)
    }
    #expect(failure?.code == .agentFlooded)
    #expect(failure?.what.contains("64 MiB") == true)
    #expect(bench.sandbox.calls == ["stop"])
    #expect(bench.effects.commands.first?.outputLimit == 64 << 20)
  }

  @Test("the live view hears of a flood a few times in a second")
  func pace() {
    var pace = EventPace()
    let start = SuspendingClock().now
    #expect((0..<100_000).count { _ in pace.allowsOne(at: start) } == 100)
    #expect((1...1000).count { pace.allowsOne(at: start + .milliseconds($0)) } == 20)
    #expect((0..<100_000).count { _ in pace.allowsOne(at: start + .seconds(3600)) } == 100)
  }

  @Test("a reason of a megabyte fits into a line of the protocol, and binary output into no comment")
  func reasons() {
    let why = String(repeating: "\u{1}x\n", count: 400_000)
    let failure = DiagnosedFailure(ExpectedFailure.agentFailed(.codex, why: why)).shortened
    #expect((failure.why?.utf8.count ?? 0) <= 16_100)
    #expect(
      SafeText.withoutBinary("ok\n\u{1}\u{2}x\n\u{3}\u{4}y\nend \u{1B}[0m") == "ok\n(binary output)\nend \u{1B}[0m")
  }
}
