import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBSystem
import Testing
@testable import Supervisor

@Suite("Admission")
struct AdmissionTests {
  /// Ends a PRD in a way that closes nothing, and returns who gets its slot.
  private func settle(_ prd: PRDName, on floor: inout PaperFloor) -> [PRDName] {
    let actions = floor.end(prd, .skipped(reason: ""))
    #expect(actions.closings == [])
    return actions.started
  }

  @Test("takes PRDs in number order, up to parallel at once")
  func order() {
    var floor = PaperFloor([9, 2, 5, 7], parallel: 2)
    #expect(floor.begin().started == [2, 5])
    #expect(floor.look().started == [])
    #expect(floor.seats.names { $0 == .queued } == [7, 9])
    #expect(settle(5, on: &floor) == [7])
    #expect(settle(2, on: &floor) == [9])
    #expect(settle(7, on: &floor) == [])
    #expect(!floor.seats.isOver)
    #expect(settle(9, on: &floor) == [])
    #expect(floor.seats.isOver)
  }

  @Test("never takes nobody: less than one at once is one")
  func atLeastOne() {
    var floor = PaperFloor([1, 2], parallel: 0)
    #expect(floor.begin().started == [1])
  }

  @Test("takes nothing more once it is closed, and leaves who waited")
  func closed() {
    var floor = PaperFloor([1, 2, 3])
    _ = floor.begin()
    floor.seats.leaveQueue()
    #expect(floor.seats.names { $0 == .left } == [2, 3])
    #expect(!floor.seats.isOver)
    #expect(settle(1, on: &floor) == [])
    #expect(floor.look().started == [])
    #expect(floor.seats.isOver)
  }

  @Test("with nothing to do is over at once")
  func empty() {
    #expect(PaperFloor([], parallel: 3).seats.isOver)
  }

  @Test(
    "closes for failures that every worker would meet",
    arguments: [
      ExpectedFailure.workerVersionMismatch(supervisor: "1", worker: "2"), .forgeNotLoggedIn("github.com"),
      .forgeForbidden("x", why: "y"),
    ])
  func concernsAll(failure: ExpectedFailure) {
    let actions = afterOne(failure)
    #expect(actions.closings == [DiagnosedFailure(failure)] && actions.started == [])
  }

  @Test(
    "goes on after failures of one PRD",
    arguments: [
      ExpectedFailure.agentFailed(.codex, why: ""), .prdWithoutIssues(1), .forgeInvalid("x", why: "y"),
      .forgeUnavailable("x", why: "y"), .unforeseen("x"),
    ])
  func concernsOne(failure: ExpectedFailure) {
    let actions = afterOne(failure)
    #expect(actions.closings == [] && actions.started == [2])
  }

  private func afterOne(_ failure: ExpectedFailure) -> [Seating.Action] {
    var floor = PaperFloor([1, 2, 3])
    _ = floor.begin()
    return floor.end(1, .failed(issue: nil, failure: DiagnosedFailure(failure)))
  }

  private static let limit = Brake(
    .usageLimit, agent: .codex, until: PaperFloor().now + 600, why: "used up")

  @Test("gives the slot of a PRD that waits for its own limit to the next one, and back when it is free")
  func loan() {
    var floor = PaperFloor([1, 2, 3])
    #expect(floor.begin().started == [1])
    #expect(floor.look(held: [1: 600]) == [.share(BrakeSet([Self.limit]), with: 1)], "nobody has said that it waits")
    _ = floor.hear(.waiting(brake: Self.limit))
    let lent = floor.look(held: [1: 600])
    #expect(lent.shared == [1: [.usageLimit, .slot]] && lent.started == [2])
    #expect(floor.look(held: [1: 600]) == [])
    let over = floor.look()
    #expect(over.started == [] && over.shared[1]?.contains(.slot) == true, "its limit is over, and the slot is taken")
    let back = floor.end(2, .paused(issue: 1, title: ""))
    #expect(back.started == [] && back.shared == [1: [.usageLimit]], "before a PRD that has not begun")
    #expect(settle(1, on: &floor) == [3])
  }

  @Test("gives a lent slot back, too, when nothing more is admitted")
  func loanOfClosed() {
    var floor = PaperFloor([1, 2])
    _ = floor.begin()
    _ = floor.hear(.waiting(brake: Self.limit))
    #expect(floor.look(held: [1: 600]).started == [2])
    floor.seats.leaveQueue()
    _ = floor.look()
    #expect(floor.end(2, .paused(issue: 1, title: "")).shared == [1: [.usageLimit]])
    #expect(floor.seats.all[1] == .working(Seat.Try(saysItWaits: true)))
    #expect(!floor.seats.isOver)
  }

  @Test("keeps a slot lent when the worker that waits dies: its next one hears that")
  func loanOfDead() {
    var floor = PaperFloor([1, 2])
    _ = floor.begin()
    _ = floor.hear(.waiting(brake: Self.limit))
    #expect(floor.look(held: [1: 600]).started == [2])
    _ = floor.die(1)
    _ = floor.seats.due(.nextWorker(of: 1), at: floor.now)
    #expect(floor.seats.started(1, pid: 7, log: "l").shared == [1: [.usageLimit, .slot]])
  }

  @Test("lends no slot for a limit that is over in a moment")
  func shortLimit() {
    var floor = PaperFloor([1, 2])
    _ = floor.begin()
    _ = floor.hear(.waiting(brake: Self.limit))
    #expect(floor.look(held: [1: 4]).started == [])
    #expect(floor.look(held: [1: 6]).started == [2])
  }

  @Test("lends no slot of a worker that goes on")
  func goesOn() {
    var floor = PaperFloor([1, 2])
    _ = floor.begin()
    _ = floor.hear(.waiting(brake: Self.limit))
    _ = floor.hear(.waiting(brake: nil))
    #expect(floor.look(held: [1: 600]).started == [])
  }

  @Test("starts slowly: one PRD, then two, then all, as their agents are seen at work")
  func slowStart() {
    var floor = PaperFloor([1, 2, 3, 4], parallel: 4, isProven: false)
    #expect(floor.begin().started == [1])
    #expect(floor.hear(.activity(text: "reconnects", isChatter: true)).started == [], "chatter proves nothing")
    #expect(floor.hear(.activity(text: "works")).started == [2])
    #expect(floor.hear(.activity(text: "works")).started == [], "seen before")
    #expect(floor.hear(.activity(text: "works"), of: 2).started == [3, 4])
  }
}
