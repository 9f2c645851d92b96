import Foundation
import KBConfiguration
import KBDomain
import KBFailures
import KBState
import Testing

@Suite("The ceiling of a PRD's sessions")
struct SessionCeilingTests {
  private func count(_ entries: [JournalEntry]) -> SessionCount {
    SessionCount(entries.map { JournalLine(run: "r", at: Date(timeIntervalSince1970: 0), entry: $0) })
  }

  private func ceiling(_ entries: [JournalEntry], issues: Int = 1, sessions: Int? = nil, tokens: Int? = nil)
    -> SessionCeiling
  {
    var limits = RunSettings.Limits()
    limits.prdSessions = sessions
    limits.prdTokens = tokens
    return SessionCeiling(count(entries), limits, issueCount: issues)
  }

  private func code(_ ceiling: SessionCeiling) -> FailureCode? {
    do {
      try ceiling.require(prd: 12)
      return nil
    } catch {
      return error.code
    }
  }

  private let issue = JournalEntry.sessionCounted(purpose: .issue, issue: 3)
  private let away = JournalEntry.sessionSpent(purpose: .issue, tokens: 0, wasTurnedAway: true)

  @Test(
    "is 3 for each issue and 10, or what the configuration says", arguments: [(1, nil, 13), (5, nil, 25), (5, 7, 7)])
  func number(issues: Int, configured: Int?, sessions: Int) {
    #expect(ceiling([], issues: issues, sessions: configured).sessions == sessions)
  }

  @Test("counts a session that began, whether or not it is known how it ended, and over all runs")
  func unknownEnd() {
    let entries: [JournalEntry] = [
      .began, issue, .began, .fenced, .sessionCounted(purpose: .repair, issue: 3),
      .sessionSpent(purpose: .repair, tokens: 5), .published(issue: 3, commit: "c"), .delivered(head: "c"),
      .ended(outcome: "delivered"), .began, .sessionCounted(purpose: .review),
    ]
    #expect(count(entries).sessions == 3 && count(entries).tokens == 5)
    #expect(code(ceiling(entries, sessions: 4)) == nil)
    #expect(code(ceiling(entries, sessions: 3)) == .sessionCeilingReached)
  }

  @Test("says how many sessions of how many, on what they went, and what a person types")
  func words() throws {
    let entries =
      Array(repeating: issue, count: 12) + Array(repeating: JournalEntry.sessionCounted(purpose: .repair), count: 4)
      + Array(repeating: JournalEntry.sessionCounted(purpose: .review), count: 3)
    let failure = #expect(throws: ExpectedFailure.self) { try ceiling(entries, issues: 3).require(prd: 12) }
    #expect(failure?.what == "PRD #12 has had 19 of 19 agent sessions: 12 for issues, 4 repairs, 3 reviews.")
    #expect(failure?.fix.hasSuffix("or let it have 19 more: kb run --prd 12 --raise") == true)
    #expect(failure?.fix.contains("`limits.prdSessions`") == true)
  }

  @Test("that a person has lowered below what was used says so")
  func lowered() {
    let failure = #expect(throws: ExpectedFailure.self) {
      try ceiling([issue, issue], sessions: 1).require(prd: 12)
    }
    #expect(failure?.what == "PRD #12 has had 2 agent sessions, where it may have 1: 2 for issues.")
  }

  @Test("of tokens is none, unless the configuration says one")
  func tokens() throws {
    let entries = [issue, .sessionSpent(purpose: .issue, tokens: 5_200_000)]
    #expect(code(ceiling(entries)) == nil && code(ceiling(entries, tokens: 5_200_001)) == nil)
    let failure = #expect(throws: ExpectedFailure.self) {
      try ceiling(entries, tokens: 5_000_000).require(prd: 12)
    }
    #expect(failure?.what == "PRD #12 has used 5.2M of 5.0M tokens in 1 agent session: 1 for an issue.")
    #expect(
      failure?.fix.hasSuffix("set a higher `limits.prdTokens`, or let it have as many tokens: kb run --prd 12 --raise")
        == true)
  }

  @Test("is raised by as much again as it allows, and not twice by two raises in a row")
  func raised() {
    let entries = [issue, issue, .sessionSpent(purpose: .issue, tokens: 100), .raised]
    let once = ceiling(entries, sessions: 2, tokens: 60)
    #expect(once.sessions == 4 && once.tokens == 160 && !once.isReached)
    #expect(ceiling(entries + [.raised], sessions: 2, tokens: 60) == once)
    #expect(ceiling(entries + [issue, issue], sessions: 2).isReached)
    #expect(!ceiling(entries + [issue, issue, .raised], sessions: 2).isReached)
  }

  @Test("counts ten sessions as one that nobody took on, so that a limit of the vendor eats no night's sessions")
  func turnedAway() {
    let nine = Array(repeating: [issue, away], count: 9).flatMap { $0 }
    #expect(count(nine).sessions == 0 && count(nine).turnedAway == 9)
    #expect(count(nine + [issue, away, issue]).sessions == 2)
    #expect(
      count(nine + [issue]).text == "1 for an issue, 9 turned away before they used a token (10 count as one)")
    let endless = Array(repeating: [issue, away], count: 130).flatMap { $0 }
    #expect(ceiling(endless).isReached, "it has an end all the same")
  }

  @Test("is not lowered by ends of sessions that never began")
  func strangeEnds() {
    #expect(count([away, away, issue]).sessions == 1)
    #expect(
      count([.sessionSpent(purpose: .issue, tokens: .max), .sessionSpent(purpose: .issue, tokens: 9)]).tokens == .max)
  }
}
