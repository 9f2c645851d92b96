import Foundation
import KBAgents
import KBConfiguration
import KBProtocol
import Testing
@testable import Supervisor

/// What the end of a run does to a PRD, wherever it stands.
@Suite("A run that ends early")
struct SeatStopTests {
  /// What is done about a PRD that stands so.
  struct Row: Sendable, CustomTestStringConvertible {
    var seat: Seat
    /// To workers, by the first Ctrl-C; the second and the third; the token budget.
    var first: [Seating.Action] = []
    var second: [Seating.Action] = []
    var third: [Seating.Action] = []
    var budget: [Seating.Action] = []
    /// By anything that ends the run early, once it is told.
    var left: [Seating.Action] = []
    /// Where the PRD stands then.
    var after: Seat

    var testDescription: String { "\(seat)" }
  }

  private static let note = Seating.Action.tell(
    .floorNote(prd: 1, text: "an agent may be at work until the next run of this PRD: the worker for it died"))
  private static let settled = Seating.Action.tell(.settled(prd: 1, outcome: .stopped))

  private static func atWork(_ seat: Seat) -> Row {
    Row(
      seat: seat, first: [.stop(1, now: false)], second: [.stop(1, now: true)], third: [.kill(1)],
      budget: [.startNoSession(1, because: CountText.budgetSpent(used: 1200, budget: 1200))], after: seat)
  }

  static let rows: [Row] = [
    Row(seat: .queued, after: .left),
    atWork(.working(Seat.Try())),
    atWork(.working(Seat.Try(attempt: 2, isLent: true))),
    Row(seat: .waiting(Seat.Try(refusals: 2)), left: [settled], after: .settled(.stopped)),
    Row(
      seat: .waiting(Seat.Try(attempt: 2)), second: [.stop(1, now: true)], third: [.kill(1)],
      left: [.start(1, attempt: 2, onlyFences: true)], after: .fencing(Seat.Try(attempt: 2), .stopped)),
    atWork(.fencing(Seat.Try(attempt: 4), PaperFloor.died)),
    Row(
      seat: .fencing(Seat.Try(attempt: 4, refusals: 1), PaperFloor.died, isWaiting: true),
      left: [note, .tell(.settled(prd: 1, outcome: PaperFloor.died))], after: .settled(PaperFloor.died)),
    Row(seat: .settled(.paused(issue: 1, title: "t")), after: .settled(.paused(issue: 1, title: "t"))),
    Row(seat: .left, after: .left),
  ]

  @Test("by one Ctrl-C, two and three, tells, hurries and kills the worker there is", arguments: rows)
  func stop(row: Row) {
    var floor = PaperFloor(row.seat)
    #expect(
      floor.seats.stop(at: floor.now)
        == row.first + [.tell(.stopping(now: false))] + row.left + [.setTimer(.patience, after: .seconds(600))])
    #expect(floor.seats.all[1] == row.after && floor.seats.isStopped)
    #expect(floor.seats.stop(at: floor.now) == row.second + [.tell(.stopping(now: true))])
    #expect(floor.seats.stop(at: floor.now) == row.third)
    #expect(floor.seats.stop(at: floor.now) == row.third, "every further one")
    #expect(floor.seats.all[1] == row.after)
  }

  @Test("by its deadline says nothing to workers, and ends who has none", arguments: rows)
  func deadline(row: Row) {
    var floor = PaperFloor(row.seat) { $0.deadline = Date(timeIntervalSince1970: 1_795_557_100) }
    floor.now += 99
    #expect(floor.seats.checkDeadline(at: floor.now) == [])
    floor.now += 1
    #expect(floor.seats.checkDeadline(at: floor.now) == [.tell(.deadlinePassed)] + row.left)
    #expect(floor.seats.all[1] == row.after)
    #expect(floor.seats.checkDeadline(at: floor.now) == [], "told once")
    #expect(!floor.seats.isStopped)
  }

  @Test("by its token budget lets workers start no session, and ends who has none", arguments: rows)
  func budget(row: Row) {
    var floor = PaperFloor(row.seat) { $0.settings.limits.tokenBudget = 1200 }
    // Another PRD's sessions.
    let half = WorkerEvent.sessionEnded(issue: 1, usage: AgentUsage(inputTokens: 500, outputTokens: 100), ok: true)
    #expect(floor.hear(half, of: 2) == [.tell(.worker(prd: 2, event: half))])
    #expect(
      floor.hear(half, of: 2)
        == [.tell(.worker(prd: 2, event: half))] + row.budget + [.tell(.tokenBudgetSpent(used: 1200, budget: 1200))]
        + row.left)
    #expect(floor.seats.all[1] == row.after)
    #expect(floor.hear(half, of: 2) == [.tell(.worker(prd: 2, event: half))], "told once")
  }

  @Test("hurries by itself when patience with its steps is over, but only once")
  func patience() {
    var floor = PaperFloor(.working(Seat.Try()))
    #expect(floor.seats.due(.patience, at: floor.now) == [], "nobody has asked to stop")
    _ = floor.seats.stop(at: floor.now)
    #expect(floor.seats.due(.patience, at: floor.now) == [.stop(1, now: true), .tell(.stopping(now: true))])
    #expect(floor.seats.due(.patience, at: floor.now) == [], "the operator alone kills")
  }

  @Test("kills a last worker that is started in a hurry unless it ends soon")
  func hurriedStart() {
    var floor = PaperFloor(.working(Seat.Try()))
    for _ in 1...2 { _ = floor.seats.stop(at: floor.now) }
    let died = floor.die()
    #expect(died.contains(.start(1, attempt: 2, onlyFences: true)))
    #expect(
      floor.seats.started(1, pid: 7, log: "l") == [
        .killUnlessEnded(1), .tell(.workerStarted(prd: 1, attempt: 2, pid: 7, log: "l")),
      ])
  }

  @Test("settles what dies after the third Ctrl-C without a last worker")
  func killed() {
    var floor = PaperFloor(.working(Seat.Try()))
    for _ in 1...3 { _ = floor.seats.stop(at: floor.now) }
    #expect(
      floor.die() == [.tell(.workerEnded(prd: 1, attempt: 1, status: PaperFloor.killed)), Self.settled])
    #expect(floor.seats.isOver)
  }

  @Test("brings no dead worker back after its deadline, and has its sandbox stopped")
  func deathAfterDeadline() {
    var floor = PaperFloor(.working(Seat.Try())) { $0.deadline = Date(timeIntervalSince1970: 0) }
    _ = floor.seats.checkDeadline(at: floor.now)
    #expect(floor.die().last == .start(1, attempt: 2, onlyFences: true))
    #expect(floor.seats.all[1] == .fencing(Seat.Try(attempt: 2), PaperFloor.died))
  }

  @Test("does not start a worker whose time has come but whose PRD has ended", arguments: rows)
  func lateTimer(row: Row) {
    var floor = PaperFloor(row.seat)
    _ = floor.seats.stop(at: floor.now)
    #expect(floor.seats.due(.nextWorker(of: 1), at: floor.now) == [])
    #expect(floor.seats.all[1] == row.after)
  }
}
