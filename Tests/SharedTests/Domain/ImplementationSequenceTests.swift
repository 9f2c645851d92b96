import KBDomain
import KBFailures
import KBProtocol
import Testing

@Suite("The Implementation Sequence")
struct ImplementationSequenceTests {
  private func sub(
    _ number: Int, open: Bool = true, _ labels: Set<String> = ["PRD-sub-issue", "ready-for-agent"],
    blockedBy blockers: [Blocker] = []
  ) -> SubIssue {
    SubIssue(number: number, title: "Issue \(number)", isOpen: open, labels: labels, blockers: blockers)
  }

  private func step(_ issues: [SubIssue], footers: Set<Int> = []) throws -> WalkStep {
    let done = DoneSet(subIssues: issues, footers: footers)
    return try ImplementationSequence(prd: 1, of: issues, done: done).nextStep(after: done)
  }

  @Test("is walked in issue-number order, whatever order the forge gives")
  func order() throws {
    guard case .implement(let issue) = try step([sub(9), sub(3), sub(5)]) else { return #expect(Bool(false)) }
    #expect(issue.number == 3)
  }

  @Test("passes over issues that are closed or have a footer on the branch")
  func done() throws {
    guard case .implement(let issue) = try step([sub(3, open: false), sub(5), sub(9)], footers: [5]) else {
      return #expect(Bool(false))
    }
    #expect(issue.number == 9)
  }

  @Test("ends in the review when everything is done")
  func review() throws {
    #expect(try step([sub(3, open: false)]) == .review)
  }

  @Test("pauses at an issue for a person")
  func pause() throws {
    guard case .pause(let issue) = try step([sub(3, ["PRD-sub-issue", "ready-for-human"])]) else {
      return #expect(Bool(false))
    }
    #expect(issue.kind == .hitl)
  }

  @Test("is blocked by what is open or unknown, in another repository too", arguments: [Blocker.State.open, .unknown])
  func blocked(state: Blocker.State) throws {
    let elsewhere = IssueReference(7, in: "acme/api")
    guard case .blocked(_, let by) = try step([sub(3, blockedBy: [Blocker(elsewhere, state)])]) else {
      return #expect(Bool(false))
    }
    #expect(by == [state == .open ? .issue(elsewhere) : .unknown(elsewhere)])
  }

  @Test("is blocked by what names no issue, which nothing but a change of the body frees")
  func unreadable() throws {
    var issue = sub(3, blockedBy: [Blocker(IssueReference(2), .closed)])
    issue.unreadableBlockers = ["the design team"]
    guard case .blocked(_, let by) = try step([issue]) else { return #expect(Bool(false)) }
    #expect(by == [.unreadable("the design team")])
    #expect(by.map(\.description) == ["\"the design team\" (not an issue)"])
  }

  @Test("is free when its blocker is closed, or done by a footer of the same plan")
  func freed() throws {
    let closed = sub(4, blockedBy: [Blocker(IssueReference(2), .closed)])
    guard case .implement = try step([closed]) else { return #expect(Bool(false)) }
    let here = sub(4, blockedBy: [Blocker(IssueReference(3), .open)])
    guard case .implement(let issue) = try step([sub(3), here], footers: [3]) else { return #expect(Bool(false)) }
    #expect(issue.number == 4)
  }

  @Test("a footer of another repository's issue frees nothing")
  func foreignFooter() throws {
    let issue = sub(4, blockedBy: [Blocker(IssueReference(3, in: "acme/api"), .open)])
    guard case .blocked = try step([sub(3), issue], footers: [3]) else { return #expect(Bool(false)) }
  }

  @Test(
    "refuses labels that do not say who works",
    arguments: [
      (["PRD-sub-issue"], .issueStateUnclear),
      (["PRD-sub-issue", "ready-for-agent", "ready-for-human"], .issueStateUnclear),
      (["ready-for-agent"], .issueNotLabelled),
    ] as [(Set<String>, FailureCode)])
  func unclear(labels: Set<String>, code: FailureCode) {
    let failure = #expect(throws: ExpectedFailure.self) { try step([sub(3, labels)]) }
    #expect(failure?.code == code)
  }

  @Test("does not mind the labels of an issue that is done")
  func doneUnlabelled() throws {
    #expect(try step([sub(3, open: false, ["PRD-sub-issue"]), sub(5, open: false)]) == .review)
  }

  @Test("needs at least one issue")
  func empty() {
    let failure = #expect(throws: ExpectedFailure.self) { try step([]) }
    #expect(failure?.code == .prdWithoutIssues)
  }
}
