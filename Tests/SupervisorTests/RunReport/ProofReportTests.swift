import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
import KBText
import Testing
@testable import Supervisor

/// A run in which each number of proof and of cost is told.
enum ProofRun {
  static let pull = "https://github.com/acme/webapp/pull/88"

  static func report() throws -> RunReport {
    let plan = SampleRun.plan
    let ceiling = DiagnosedFailure(
      ExpectedFailure.sessionCeilingReached(
        14, used: "had 19 of 19 agent sessions", byPurpose: "12 for issues, 4 repairs, 3 reviews", more: "19 more",
        key: "limits.prdSessions"))
    func usage(_ tokens: Int) -> AgentUsage { AgentUsage(inputTokens: tokens) }
    let events: [(PRDName, WorkerEvent)] = [
      (9, .issue(number: 24, title: "Index titles", position: 1, total: 1)),
      (9, .checks(base: CheckCount(green: 1, red: 1), tip: nil, merged: nil)),
      (9, .ceiling(sessions: 7, of: 19, tokens: 2_000_000, ofTokens: 5_000_000)),
      (9, .sessionStarted(issue: 24, agent: .codex, purpose: .issue)),
      (9, .sessionEnded(issue: 24, usage: usage(1_600_000), ok: true, purpose: .issue)),
      (9, .sessionStarted(issue: 24, agent: .codex, purpose: .repair)),
      (9, .sessionEnded(issue: 24, usage: usage(209_000), ok: true, purpose: .repair)),
      (9, .sessionStarted(issue: nil, agent: .codex, purpose: .review)),
      (9, .criteria(met: 3, unmet: 1, byHand: 1)), (9, .criteria(met: 4, unmet: 0, byHand: 1)),
      (
        9,
        .checks(
          base: CheckCount(green: 1, red: 1), tip: CheckCount(green: 2, red: 0), merged: CheckCount(green: 2, red: 0))
      ),
      (9, .ceiling(sessions: 9, of: 19, tokens: 3_100_000, ofTokens: 5_000_000)),
      (14, .ceiling(sessions: 19, of: 19, tokens: 7_000_000, ofTokens: nil)),
    ]
    let settled: [(PRDName, FactoryRunOutcome)] = [
      (9, .delivered(pullRequest: pull)), (14, .failed(issue: nil, failure: ceiling)),
      (
        17,
        .blocked(issue: 44, title: "Wait", by: [Obstacle.unmerged(IssueReference(24), pullRequest: pull).description])
      ),
    ]
    let all: [RunEvent] =
      [.started(plan: plan)] + settled.map { .workerStarted(prd: $0.0, attempt: 1, pid: 1, log: "") }
      + events.map { .worker(prd: $0.0, event: $0.1) } + settled.map { .settled(prd: $0.0, outcome: $0.1) }
    let lines = all.enumerated().map {
      RunEventLine(at: SampleRun.at(Double($0.offset) * 60), run: plan.run, event: $0.element)
    }
    return try #require(
      RunReportBuilder.report(of: lines, unreadable: 0, presence: .gone, now: NightRun.now, redaction: Redaction()))
  }
}

@Suite("What a report says of proof and cost")
struct ProofReportTests {
  @Test("in the text: criteria, checks, sessions by purpose, and the ceiling")
  func text() throws {
    let text = NightRun.text(try ProofRun.report())
    #expect(text.contains("pull/88  Title 9  4/5 criteria, checks 2/2"), "\(text)")
    let facts = """
             criteria     4 met, 1 to check by hand
             checks       base 1/2, tip 2/2, merged 2/2 green
             sessions     1 for an issue (1.6M), 1 repair (209k), 1 review (0) tokens
             ceiling      9 of 19 sessions, 3.1M of 5.0M tokens in all its runs
      """
    #expect(text.contains(facts), "\(text)")
    #expect(text.contains("had 19 of 19 agent sessions: 12 for issues, 4 repairs, 3 reviews."))
    let remedy = """
                          fix: see what its sessions did, then set a higher `limits.prdSessions`, or let it have 19 more:
                          kb logs 14 --run \(SampleRun.plan.run)
                          kb run --prd 14 --raise
      """
    #expect(text.contains(remedy), "\(text)")
    #expect(text.contains("merge \(ProofRun.pull) (which has #24)"))
  }

  @Test("on the page: the same, with a link to the pull request that is waited for")
  func page() throws {
    let page = NightRun.page(try ProofRun.report())
    for text in [
      "<dt>criteria</dt><dd>4 met, 1 to check by hand</dd>",
      "<dt>checks</dt><dd>base 1/2, tip 2/2, merged 2/2 green</dd>", "<dt>ceiling</dt><dd>9 of 19 sessions",
      "waits for the merge of <a href=\"\(ProofRun.pull)\"", "4/5 criteria, checks 2/2",
    ] {
      #expect(page.contains(text), "\(text)")
    }
  }

  @Test("in the JSON: one entry for each PRD, with numbers")
  func json() throws {
    let report = try ProofRun.report()
    let prd = try #require(report.prds.first { $0.number == 9 })
    #expect(prd.criteria == PRDReport.Criteria(met: 4, unmet: 0, byHand: 1), "the newest counts")
    #expect(prd.purposes?[.repair]?.usage.tokens == 209_000)
    let text = String(decoding: try StateCoding.encoder.encode(report), as: UTF8.self)
    #expect(text.contains(#""ceiling":{"of":19,"ofTokens":5000000,"sessions":9,"tokens":3100000}"#), "\(text)")
    #expect(text.contains(#""repair":{"sessions":1"#))
    #expect(try StateCoding.decoder.decode(RunReport.self, from: Data(text.utf8)) == report)
  }

  @Test("is nothing where an older kb told nothing")
  func older() throws {
    let report = try NightRun.report()
    #expect(report.prds.allSatisfy { ProofWords.facts($0).isEmpty && ProofWords.short($0) == nil })
  }
}
