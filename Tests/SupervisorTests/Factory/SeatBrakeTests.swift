import Foundation
import KBDomain
import KBFailures
import KBProtocol
import KBSandboxes
import KBState
import Testing
@testable import Supervisor

/// Who is held back by what, and who is told.
@Suite("The brakes of a floor")
struct SeatBrakeTests {
  private let now = PaperFloor().now

  private func limit(_ seconds: Double) -> Brake { Brake(.forgeLimit, until: now + seconds, why: "slow down") }

  @Test("that one worker meets are shared with all, and told after that")
  func on() {
    var floor = PaperFloor([1, 2, 3], parallel: 2)
    _ = floor.begin()
    let brakes = BrakeSet([limit(60)])
    #expect(
      floor.hear(.brake(brake: limit(60)), of: 2) == [
        .tell(.worker(prd: 2, event: .brake(brake: limit(60)))), .share(brakes, with: 1), .share(brakes, with: 2),
        .tell(.brakeOn(brake: limit(60))),
      ])
    #expect(floor.hear(.brake(brake: limit(60)), of: 1).count == 1, "met by the next one")
    #expect(floor.hear(.brake(brake: limit(90)), of: 1).last == .tell(.brakeExtended(brake: limit(90))))
    #expect(floor.end(1, .stopped).started == [], "nobody starts meanwhile")
    floor.now += 91
    #expect(floor.look().started == [3])
  }

  @Test("are told to a worker that is started while they are on")
  func toNewWorker() {
    var floor = PaperFloor(.working(Seat.Try()))
    _ = floor.hear(.brake(brake: limit(60)), of: 2)
    #expect(floor.seats.started(1, pid: 7, log: "l").shared == [1: [.forgeLimit]])
  }

  @Test("come off a while after their end, and workers hear it")
  func off() {
    var floor = PaperFloor(.working(Seat.Try()))
    _ = floor.hear(.brake(brake: limit(60)))
    floor.now += 89
    #expect(floor.look() == [])
    floor.now += 1
    #expect(floor.look() == [.share(BrakeSet(), with: 1), .tell(.brakeOff(brake: limit(60)))])
    #expect(floor.seats.brakes == BrakeSet())
  }

  @Test("that the operator puts on and takes off hold back everybody")
  func operators() {
    var floor = PaperFloor([1, 2], parallel: 2)
    let brake = Brake(.operator, until: now + 3600, why: "w")
    #expect(floor.look(operatorsBrake: brake) == [.tell(.brakeOn(brake: brake))])
    #expect(floor.look() == [.tell(.brakeOff(brake: brake)), .start(1, attempt: 1), .start(2, attempt: 1)])
  }

  @Test("of one PRD's own usage limit are kept, and hold back that one; it is told where it has no worker to tell it")
  func usageLimit() throws {
    var floor = PaperFloor([1, 2], parallel: 2)
    _ = floor.begin()
    let brake = Brake(.usageLimit, agent: .codex, until: now + 600, why: "used up")
    let repository = try #require(floor.seats.plan.repositories.first).repository
    #expect(
      floor.hear(.brake(brake: brake)) == [
        .tell(.worker(prd: 1, event: .brake(brake: brake))),
        .keep(
          UsageLimits.Word(
            agent: .codex, repository: repository, prd: 1, since: now, until: now + 600, why: "used up")),
      ])
    #expect(floor.look(held: [1: 600]).shared == [1: [.usageLimit], 2: []])

    var waiting = PaperFloor([1, 2])
    let actions = waiting.look(held: [1: 600])
    let text = "waits for the \(brake.text(at: now)), or until you type: kb brake off"
    #expect(actions == [.tell(.floorNote(prd: 1, text: text)), .start(2, attempt: 1)])
    #expect(waiting.look(held: [1: 600]) == [], "told once")
  }

  @Test("of two PRDs' usage limits hold back everybody of that agent")
  func usageLimitOfAll() {
    var floor = PaperFloor([1, 2, 3], parallel: 3)
    let actions = floor.look(held: [1: 600, 2: 900])
    #expect(actions.started == [])
    #expect(floor.seats.brakes.all.map(\.reason) == [.usageLimit])
  }

  /// Lets the workers of these PRDs die, and come back.
  private func deaths(_ prds: ClosedRange<Int>, on floor: inout PaperFloor) -> [Seating.Action] {
    prds.map { PRDName($0) }.flatMap { prd in
      floor.die(prd) + floor.seats.due(.nextWorker(of: prd), at: floor.now)
    }
  }

  @Test("come from workers that die alike, and the third time nothing more is admitted")
  func crashes() {
    var floor = PaperFloor(Array(1...9).map { PRDName($0) }, parallel: 9)
    _ = floor.begin()
    #expect(deaths(1...4, on: &floor).closings == [] && floor.seats.brakes == BrakeSet())
    #expect(deaths(5...5, on: &floor).contains { if case .tell(.brakeOn) = $0 { true } else { false } })
    #expect(floor.seats.brakes.all.map(\.until) == [floor.now + 900])
    #expect(deaths(1...9, on: &floor).closings == [])
    #expect(deaths(6...6, on: &floor).closings.map(\.code) == [FailureCode.crashesRepeat.rawValue])
    let isClosed = floor.seats.isClosed
    #expect(isClosed && floor.seats.withWorker.count == 9)
  }

  @Test("come from sandboxes that fail for good")
  func sandboxes() {
    var floor = PaperFloor(Array(1...6).map { PRDName($0) }, parallel: 6)
    _ = floor.begin()
    let failure = DiagnosedFailure(.sandboxFailed("start", why: "w"))
    for prd in 1...5 { _ = floor.end(PRDName(prd), .failed(issue: nil, failure: failure)) }
    #expect(floor.seats.brakes.all.map(\.reason) == [.sandbox])
  }
}
