import KBDomain
import KBFailures
import KBProtocol
import Testing

/// What a PRD does first, and where its plan is none. Issues are AFK, and blocked by issues of the same PRD.
@Suite("The order of work")
struct WorkOrderTests {
  private func sub(
    _ number: Int, by blockers: [Int] = [], open: Bool = true, hitl: Bool = false, children: [Int] = []
  ) -> SubIssue {
    SubIssue(
      number: number, title: "Issue \(number)", isOpen: open,
      labels: [Label.implementationIssue.rawValue, (hitl ? Label.readyForHuman : .readyForAgent).rawValue],
      blockers: blockers.map { Blocker(IssueReference($0), .open) },
      openSubIssues: children.map { IssueReference($0) })
  }

  private func order(_ issues: [SubIssue], footers: Set<Int> = []) throws -> [Int] {
    let done = DoneSet(subIssues: issues, footers: footers)
    return try ImplementationSequence(prd: 1, of: issues, done: done).issues.map(\.number)
  }

  private func code(_ issues: [SubIssue], footers: Set<Int> = []) -> FailureCode? {
    do {
      _ = try order(issues, footers: footers)
      return nil
    } catch {
      return (error as? ExpectedFailure)?.code
    }
  }

  @Test("is by number, but for what another one waits for")
  func order() throws {
    #expect(try order([sub(4), sub(2), sub(3)]) == [2, 3, 4])
    #expect(try order([sub(2, by: [3]), sub(3)]) == [3, 2])
    #expect(try order([sub(2, by: [4]), sub(3), sub(4)]) == [3, 4, 2])
    #expect(try order([sub(2, by: [3]), sub(3, by: [4]), sub(4)]) == [4, 3, 2])
    #expect(try order([sub(2, by: [3], hitl: true), sub(3)]) == [3, 2])
    #expect(try order([sub(2, by: [99]), sub(3)]) == [2, 3])
    // A blocker that is done holds nothing back.
    #expect(try order([sub(2, by: [4]), sub(3), sub(4)], footers: [4]) == [2, 3, 4])
    #expect(try order([sub(2, by: [4]), sub(3), sub(4, open: false)]) == [2, 3, 4])
  }

  @Test("does a blocker of the same PRD first, then what waited for it")
  func due() throws {
    let issues = [sub(2, by: [3]), sub(3)]
    let none = DoneSet()
    let sequence = try ImplementationSequence(prd: 1, of: issues, done: none)
    guard case .implement(let first) = sequence.nextStep(after: none) else { return #expect(Bool(false)) }
    #expect(first.number == 3 && sequence.position(of: 3) == 1)
    guard case .implement(let second) = sequence.nextStep(after: DoneSet([3])) else { return #expect(Bool(false)) }
    #expect(second.number == 2)
  }

  @Test("ends in a plan error where there is a ring, which it names")
  func ring() {
    #expect(code([sub(2, by: [2])]) == .blockersInARing)
    #expect(code([sub(2, by: [3]), sub(3, by: [2])]) == .blockersInARing)
    #expect(code([sub(2), sub(3, by: [5]), sub(4, by: [3]), sub(5, by: [4])]) == .blockersInARing)
    #expect(code([sub(2, by: [3], hitl: true), sub(3, by: [2])]) == .blockersInARing)
    // One of them is done: no ring is left.
    #expect(code([sub(2, by: [3]), sub(3, by: [2])], footers: [2]) == nil)
    #expect(code([sub(2, by: [3], open: false), sub(3, by: [2], open: false)]) == nil)
    let failure = #expect(throws: ExpectedFailure.self) {
      try order([sub(2, by: [3]), sub(3, by: [4]), sub(4, by: [3])])
    }
    #expect(failure?.what.contains("#3 waits for #4 waits for #3") == true)
  }

  @Test("ends in a plan error where an issue waits for its own PRD")
  func ownPRD() {
    #expect(code([sub(2, by: [1])]) == .blockedByOwnPRD)
    #expect(code([sub(2, by: [1])], footers: [2]) == nil)
    #expect(code([sub(2, by: [1], hitl: true)]) == nil)
  }

  @Test("ends in a plan error where an AFK Issue has open sub-issues of its own")
  func children() {
    #expect(code([sub(2, children: [7])]) == .issueHasOpenSubIssues)
    #expect(code([sub(2, children: [7])], footers: [2]) == nil)
    #expect(code([sub(2, hitl: true, children: [7])]) == nil)
  }

  @Test(
    "tells what an issue waits for",
    arguments: [
      (Blocker.State.abandoned, "#88 (closed without a merge: it will never come)"),
      (.unmerged(pullRequest: "https://x/pull/9"), "the merge of https://x/pull/9 (which has #88)"),
      (.open, "#88"), (.unknown, "#88 (it can't be read)"),
    ])
  func obstacles(state: Blocker.State, text: String) throws {
    var issue = sub(2)
    issue.blockers = [Blocker(IssueReference(88), state)]
    let sequence = try ImplementationSequence(prd: 1, of: [issue], done: DoneSet())
    guard case .blocked(_, let by) = sequence.nextStep(after: DoneSet()) else { return #expect(Bool(false)) }
    #expect(by.map(\.description) == [text])
  }
}
