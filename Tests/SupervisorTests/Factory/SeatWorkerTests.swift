#if canImport(Glibc)
  import Glibc
#endif
import Foundation
import KBFailures
import KBProtocol
import KBSystem
import KBText
import Testing
@testable import Supervisor

/// How workers of a PRD follow one another.
@Suite("The workers of a PRD")
struct SeatWorkerTests {
  private static func ended(_ attempt: Int) -> Seating.Action {
    .tell(.workerEnded(prd: 1, attempt: attempt, status: PaperFloor.killed))
  }

  private static func restart(_ attempt: Int, _ delay: Duration) -> [Seating.Action] {
    [
      ended(attempt - 1),
      .tell(
        .restarting(prd: 1, why: "worker ended by signal 9", attempt: attempt, of: 3, seconds: delay.inSeconds)),
      .setTimer(.nextWorker(of: 1), after: delay),
    ]
  }

  private static let givenUp = Seating.Action.tell(
    .floorNote(
      prd: 1, text: "given up, a last worker stops its sandbox: " + OutcomeText.sentence(PaperFloor.died)))

  @Test("die, come back after 1 s and 5 s, and are given up with a last one that stops the sandbox")
  func deaths() {
    var floor = PaperFloor()
    #expect(floor.begin() == [.start(1, attempt: 1)])
    #expect(floor.die() == Self.restart(2, .seconds(1)))
    #expect(floor.seats.due(.nextWorker(of: 1), at: floor.now) == [.start(1, attempt: 2)])
    #expect(floor.die() == Self.restart(3, .seconds(5)))
    #expect(floor.seats.due(.nextWorker(of: 1), at: floor.now) == [.start(1, attempt: 3)])
    #expect(floor.die() == [Self.ended(3), Self.givenUp, .start(1, attempt: 4, onlyFences: true)])
    #expect(!floor.seats.isOver)
    #expect(
      floor.end(1, .stopped) == [
        .tell(.workerEnded(prd: 1, attempt: 4, status: .success)),
        .tell(.settled(prd: 1, outcome: PaperFloor.died)),
      ])
    #expect(floor.seats.isOver)
  }

  @Test("come back a fifth sooner or later")
  func jitter() {
    for (jitter, milliseconds) in [(1.0, 1200), (-1, 800)] {
      var floor = PaperFloor(.working(Seat.Try()))
      #expect(floor.die(jitter: jitter) == Self.restart(2, .milliseconds(milliseconds)))
    }
  }

  @Test("keep their slot while they wait to come back")
  func slot() {
    var floor = PaperFloor([1, 2])
    _ = floor.begin()
    #expect(floor.die().started == [])
    #expect(floor.look().started == [])
  }

  /// What the last worker comes to, and what is told of it.
  private static let lastWorkers: [(FactoryRunOutcome?, String?)] = [
    (.stopped, nil), (.heldElsewhere(holder: "another run"), nil),
    (nil, "the worker for it died"), (.skipped(reason: "it is gone"), "it is gone"),
  ]

  @Test("end with a last one that stops the sandbox; where it does not, that is told", arguments: lastWorkers)
  func last(outcome: FactoryRunOutcome?, why: String?) {
    var floor = PaperFloor(.fencing(Seat.Try(attempt: 4), PaperFloor.died))
    let note = why.map {
      Seating.Action.tell(
        .floorNote(prd: 1, text: "an agent may be at work until the next run of this PRD: \($0)"))
    }
    let actions = outcome.map { floor.end(1, $0) } ?? floor.die()
    #expect(actions.dropFirst() == [note].compactMap { $0 } + [.tell(.settled(prd: 1, outcome: PaperFloor.died))])
    #expect(floor.seats.all[1] == .settled(PaperFloor.died))
  }

  @Test("are not started while the system lacks something: that is no try, and ends after eight")
  func exhausted() {
    var floor = PaperFloor()
    _ = floor.begin()
    let refusal = PaperFloor.refusal(EAGAIN)
    for (number, seconds) in [1, 2, 4, 8, 16, 32, 60].enumerated() {
      #expect(
        floor.refuse(EAGAIN) == [
          .tell(.workerOddity(prd: 1, text: "the worker could not be started yet: \(refusal.failure)")),
          .setTimer(.nextWorker(of: 1), after: .seconds(seconds)),
        ], "\(number)")
      #expect(floor.seats.due(.nextWorker(of: 1), at: floor.now) == [.start(1, attempt: 1)])
    }
    let failed = FactoryRunOutcome.failed(
      issue: nil, failure: DiagnosedFailure(.cannotStart("/kb-worker", refusal.failure)))
    #expect(
      floor.refuse(EAGAIN).prefix(2) == [
        .tell(.workerEnded(prd: 1, attempt: 1, status: nil)), .tell(.settled(prd: 1, outcome: failed)),
      ])
  }

  @Test("that are there at last have not been refused")
  func startedAtLast() {
    var floor = PaperFloor(.working(Seat.Try(attempt: 2, refusals: 7, saysItWaits: true)))
    #expect(
      floor.seats.started(1, pid: 7, log: "l") == [.tell(.workerStarted(prd: 1, attempt: 2, pid: 7, log: "l"))])
    #expect(floor.seats.all[1] == .working(Seat.Try(attempt: 2)))
  }

  @Test("that can't be started while the run stops, or for good, fail their PRD")
  func refusedForGood() {
    var stopping = PaperFloor(.working(Seat.Try()))
    _ = stopping.seats.stop(at: stopping.now)
    var failing = PaperFloor(.working(Seat.Try()))
    for actions in [stopping.refuse(ENOMEM), failing.refuse(EACCES)] {
      #expect(actions.first == .tell(.workerEnded(prd: 1, attempt: 1, status: nil)))
    }
    for floor in [stopping, failing] {
      guard case .settled(.failed(nil, let failure)) = floor.seats.all[1] else {
        Issue.record("\(floor.seats.all)")
        continue
      }
      #expect(failure.code == FailureCode.cannotStart.rawValue)
    }
  }

  @Test("without their program close the run; what else is missing is not their program", arguments: [true, false])
  func programMissing(exists: Bool) {
    var floor = PaperFloor([1, 2])
    _ = floor.begin()
    let actions = floor.refuse(ENOENT, programExists: exists)
    let code = exists ? FailureCode.cannotStart : .workerProgramMissing
    #expect(actions.closings.map(\.code) == [code.rawValue])
    #expect(floor.seats.all[2] == .left && floor.seats.isOver)
  }

  @Test("end with a last one that can't be started: it is tried again, and at last told")
  func lastRefused() {
    var floor = PaperFloor(.fencing(Seat.Try(attempt: 4), PaperFloor.died))
    #expect(floor.refuse(EMFILE).last == .setTimer(.nextWorker(of: 1), after: .seconds(1)))
    #expect(
      floor.seats.all[1] == .fencing(Seat.Try(attempt: 4, refusals: 1), PaperFloor.died, isWaiting: true))
    #expect(
      floor.seats.due(.nextWorker(of: 1), at: floor.now) == [.start(1, attempt: 4, onlyFences: true)])
    #expect(
      floor.refuse(EACCES) == [
        .tell(.workerEnded(prd: 1, attempt: 4, status: nil)),
        .tell(
          .floorNote(prd: 1, text: "an agent may be at work until the next run of this PRD: the worker for it died")),
        .tell(.settled(prd: 1, outcome: PaperFloor.died)),
      ])
  }
}
