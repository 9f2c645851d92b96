import Shared
import Testing

@testable import Supervisor

@Suite("Admission")
struct AdmissionTests {
  private func settle(_ prd: PRDName, in admission: inout Admission) {
    #expect(admission.settle(prd, .paused(issue: 1, title: "")) == nil)
  }

  @Test("takes PRDs in number order, up to parallel at once")
  func order() {
    var admission = Admission(queue: [9, 2, 5, 7], parallel: 2)
    #expect(admission.next().started == [2, 5])
    #expect(admission.next().started == [])
    #expect(admission.queue == [7, 9])
    settle(5, in: &admission)
    #expect(admission.next().started == [7])
    settle(2, in: &admission)
    settle(7, in: &admission)
    #expect(admission.next().started == [9])
    #expect(!admission.isOver)
    settle(9, in: &admission)
    #expect(admission.isOver)
  }

  @Test("never takes nobody: less than one at once is one")
  func atLeastOne() {
    var admission = Admission(queue: [1, 2], parallel: 0)
    #expect(admission.next().started == [1])
  }

  @Test("takes nothing more once it is closed, and says who waited")
  func closed() {
    var admission = Admission(queue: [1, 2, 3], parallel: 1)
    _ = admission.next()
    #expect(admission.close() == [2, 3])
    #expect(!admission.isOver)
    settle(1, in: &admission)
    #expect(admission.next().started == [])
    #expect(admission.isOver)
  }

  @Test("with nothing to do is over at once")
  func empty() {
    #expect(Admission(queue: [], parallel: 3).isOver)
  }

  @Test(
    "closes for failures that every worker would meet",
    arguments: [
      ExpectedFailure.workerVersionMismatch(supervisor: "1", worker: "2"), .forgeNotLoggedIn("github.com"),
      .forgeForbidden("x", why: "y"),
    ])
  func concernsAll(failure: ExpectedFailure) {
    #expect(afterOne(failure) != nil)
  }

  @Test(
    "goes on after failures of one PRD",
    arguments: [
      ExpectedFailure.agentFailed(.codex, why: ""), .prdWithoutIssues(1), .forgeInvalid("x", why: "y"),
      .forgeUnavailable("x", why: "y"), .unforeseen("x"),
    ])
  func concernsOne(failure: ExpectedFailure) {
    #expect(afterOne(failure) == nil)
  }

  private func afterOne(_ failure: ExpectedFailure) -> DiagnosedFailure? {
    var admission = Admission(queue: [1, 2, 3], parallel: 1)
    _ = admission.next()
    return admission.settle(1, .failed(issue: nil, failure: DiagnosedFailure(failure)))
  }

  @Test("gives the slot of a PRD that waits for its own limit to the next one, and back when it is free")
  func loan() {
    var admission = Admission(queue: [1, 2, 3], parallel: 1)
    #expect(admission.next().started == [1])
    #expect(admission.next(held: [1]) == Admission.Step(), "nobody has said that it waits")
    #expect(admission.next(held: [1], lenders: [1]) == Admission.Step(lent: [1], started: [2]))
    #expect(admission.next(held: [1], lenders: [1]) == Admission.Step())
    #expect(admission.next() == Admission.Step(), "its limit is over, and the slot is taken")
    settle(2, in: &admission)
    #expect(admission.next() == Admission.Step(resumed: [1]), "before a PRD that has not begun")
    settle(1, in: &admission)
    #expect(admission.next().started == [3])
  }

  @Test("gives a lent slot back, too, when nothing more is admitted")
  func loanOfClosed() {
    var admission = Admission(queue: [1, 2], parallel: 1)
    _ = admission.next()
    _ = admission.next(held: [1], lenders: [1])
    _ = admission.close()
    settle(2, in: &admission)
    #expect(admission.next() == Admission.Step(resumed: [1]))
    #expect(!admission.isOver)
  }
}
