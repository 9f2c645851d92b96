import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBState
import TestSupport
import Testing
@testable import Worker

@Suite("The count of a PRD's sessions")
struct SessionLedgerTests {
  private let aim = SessionAim(purpose: .issue, issue: 3, issueCount: 1)

  private func ceilings(_ bench: WorkerBench) -> [WorkerEvent] {
    bench.told().filter { if case .ceiling = $0 { true } else { false } }
  }

  @Test("is told with each session, and refuses the one after the last without counting it")
  func refuses() throws {
    let bench = try WorkerBench { $0.limits.prdSessions = 1 }
    let ledger = bench.assembly.agent.ledger
    try ledger.begin(aim)
    try ledger.end(aim, tokens: 7, nil)
    let failure = #expect(throws: ExpectedFailure.self) { try ledger.begin(aim) }
    #expect(failure?.code == .sessionCeilingReached)
    #expect(
      bench.entries == [.sessionCounted(purpose: .issue, issue: 3), .sessionSpent(purpose: .issue, tokens: 7)])
    #expect(
      ceilings(bench) == [
        .ceiling(sessions: 1, of: 1, tokens: 0, ofTokens: nil), .ceiling(sessions: 1, of: 1, tokens: 7, ofTokens: nil),
        .ceiling(sessions: 1, of: 1, tokens: 7, ofTokens: nil),
      ])
  }

  @Test(
    "knows a session that nobody took on by its failure and by its tokens",
    arguments: [
      (FailureCode.agentUsageLimit, 0, true), (.agentOverloaded, 0, true), (.agentNotAuthenticated, 0, true),
      (.sandboxFailed, 0, true), (.agentUsageLimit, 1, false), (.agentFailed, 0, false), (.agentStalled, 0, false),
    ])
  func turnedAway(code: FailureCode, tokens: Int, isAway: Bool) throws {
    let bench = try WorkerBench()
    let ledger = bench.assembly.agent.ledger
    try ledger.begin(aim)
    try ledger.end(aim, tokens: tokens, WorkerBench.failure(code))
    #expect(
      bench.entries.last == .sessionSpent(purpose: .issue, tokens: tokens, wasTurnedAway: isAway ? true : nil))
  }
}
