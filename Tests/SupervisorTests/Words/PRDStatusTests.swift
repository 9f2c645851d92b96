#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
import KBProtocol
import KBSystem
import Testing

@testable import Supervisor

@Suite("Where a PRD stands, and what a person does about it")
struct PRDStatusTests {
  private static let failure = DiagnosedFailure(ExpectedFailure.unforeseen("x"))

  private static let outcomes: [FactoryRunOutcome] = [
    .delivered(pullRequest: "p"), .paused(issue: 27, title: "Choose"), .blocked(issue: 31, title: "Check", by: ["#30"]),
    .unchanged(issue: 1, title: "t", failure: failure), .skipped(reason: "closed"), .heldElsewhere(holder: "other"),
    .failed(issue: nil, failure: failure), .stopped, .notReady(pullRequest: "u/pull/1", reasons: ["red: make test"]),
  ]

  @Test("the word is that of the outcome", arguments: outcomes)
  func words(outcome: FactoryRunOutcome) {
    #expect(PRDStatus(outcome).rawValue == outcome.name)
  }

  @Test("the JSON of a report counts by the same words as ever")
  func json() throws {
    let totals = RunReport.Totals(prds: 3, statuses: [.delivered: 2, .cutOff: 1])
    let text = String(decoding: try StateCoding.encoder.encode(totals), as: UTF8.self)
    #expect(text.contains(#""delivered":2"#) && text.contains(#""cut-off":1"#), "\(text)")
    let status = try StateCoding.encoder.encode([PRDStatus.notStarted, .running])
    #expect(String(decoding: status, as: UTF8.self) == #"["not started","running"]"#)
    #expect(try StateCoding.decoder.decode(RunReport.Totals.self, from: Data(text.utf8)) == totals)
  }

  @Test("a pull request that is not ready needs a person, with its first reason in the sentence and the others below")
  func notReady() {
    let outcome = FactoryRunOutcome.notReady(
      pullRequest: "u/pull/1", reasons: ["red: make", "#3.1 is unmet", "#3.2\u{1b}"])
    #expect(outcome.isFailure && PRDStatus(outcome).part == .needsYou(rank: 1))
    #expect(OutcomeText.sentence(outcome) == "u/pull/1 stays a draft: red: make (and 2 more)")
    #expect(OutcomeText.reasons(outcome) == ["#3.1 is unmet", #"#3.2\u{1b}"#])
    let single = FactoryRunOutcome.notReady(pullRequest: "u/pull/1", reasons: ["red: make"])
    #expect(OutcomeText.sentence(single) == "u/pull/1 stays a draft: red: make")
    #expect(OutcomeText.reasons(single).isEmpty)
  }

  @Test("a remedy ends with the command that it leads to")
  func remedies() {
    let lines = Self.outcomes.map { Remedy($0, prd: 11).line }
    #expect(lines[0] == "review it and merge it")
    #expect(lines[1] == "close #27 \"Choose\" or push a commit with \"Refs #27\", then: kb run --prd 11")
    #expect(lines[2] == "finish #30, which #31 \"Check\" waits for, then: kb run --prd 11")
    #expect(lines[3] == lines[6] && lines[3] == "fix: \(Self.failure.fix) kb run --prd 11")
    #expect(lines[4] == nil && lines[5] == nil)
    #expect(lines[7] == "go on with: kb run --prd 11")
    #expect(
      lines[8]
        == "push what is missing to its branch, or take it out of draft if it is good as it is, then: kb run --prd 11")
    #expect(Remedy(withoutOutcome: .cutOff, prd: 2).line == "nothing is lost; go on with: kb run --prd 2")
    #expect(Remedy(withoutOutcome: .waiting, prd: 2).line == nil)
  }
}
