import Shared
import Testing

@testable import Supervisor

@Suite("Admission")
struct AdmissionTests {
  @Test("takes PRDs in number order, up to parallel at once")
  func order() {
    var admission = Admission(queue: [9, 2, 5, 7], parallel: 2)
    #expect(admission.next() == [2, 5])
    #expect(admission.next() == [])
    #expect(admission.queue == [7, 9])
    admission.settle(5)
    #expect(admission.next() == [7])
    admission.settle(2)
    admission.settle(7)
    #expect(admission.next() == [9])
    #expect(!admission.isOver)
    admission.settle(9)
    #expect(admission.isOver)
  }

  @Test("never takes nobody: less than one at once is one")
  func atLeastOne() {
    var admission = Admission(queue: [1, 2], parallel: 0)
    #expect(admission.next() == [1])
  }

  @Test("takes nothing more once it is closed, and says who waited")
  func closed() {
    var admission = Admission(queue: [1, 2, 3], parallel: 1)
    _ = admission.next()
    #expect(admission.close() == [2, 3])
    #expect(!admission.isOver)
    admission.settle(1)
    #expect(admission.next() == [])
    #expect(admission.isOver)
  }

  @Test("with nothing to do is over at once")
  func empty() {
    #expect(Admission(queue: [], parallel: 3).isOver)
  }

  @Test(
    "closes for failures that every worker would meet",
    arguments: [
      ExpectedFailure.agentNotAuthenticated(.codex, why: ""), .agentModelUnknown(.codex, why: ""),
      .workerVersionMismatch(supervisor: "1", worker: "2"), .forgeNotLoggedIn("github.com"),
      .forgeForbidden("x", why: "y"),
    ])
  func concernsAll(failure: ExpectedFailure) {
    #expect(Admission.concernsAll(.failed(issue: nil, failure: DiagnosedFailure(failure))) != nil)
  }

  @Test(
    "goes on after failures of one PRD",
    arguments: [
      ExpectedFailure.agentFailed(.codex, why: ""), .prdWithoutIssues(1), .forgeInvalid("x", why: "y"),
      .forgeUnavailable("x", why: "y"), .unforeseen("x"),
    ])
  func concernsOne(failure: ExpectedFailure) {
    #expect(Admission.concernsAll(.failed(issue: 1, failure: DiagnosedFailure(failure))) == nil)
  }
}
