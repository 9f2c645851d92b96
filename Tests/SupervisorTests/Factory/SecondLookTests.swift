import Foundation
import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBSystem
import KBText
import Testing
@testable import Supervisor

@Suite("A PRD that waits for somebody is looked at once more")
struct SecondLookTests {
  private static let paused = FactoryRunOutcome.paused(issue: 3, title: "Decide")
  private static let blocked = FactoryRunOutcome.blocked(issue: 3, title: "Wait", by: ["#7"])
  private static let delivered = FactoryRunOutcome.delivered(pullRequest: "https://x/pull/9")

  private static func failed(_ code: ExpectedFailure) -> FactoryRunOutcome {
    .failed(issue: nil, failure: DiagnosedFailure(code))
  }

  private func notes(_ actions: [Seating.Action]) -> [String] {
    actions.compactMap { if case .tell(.floorNote(let prd, let text)) = $0 { "\(prd) \(text)" } else { nil } }
  }

  @Test("when another one was delivered, after those that have not had their turn", arguments: [paused, blocked])
  func delivered(waits: FactoryRunOutcome) {
    var floor = PaperFloor([1, 2, 3])
    _ = floor.begin()
    #expect(floor.end(1, waits).started == [2])
    let actions = floor.end(2, Self.delivered)
    #expect(actions.started == [3] && notes(actions) == ["#1 is looked at once more: #2 was delivered"])
    let last = floor.end(3, Self.delivered)
    #expect(last.contains(.start(1, attempt: 2)) && notes(last).isEmpty, "one look does for both")
    #expect(floor.seats.all[1]?.current?.before == waits)
    #expect(floor.end(1, waits).started == [] && floor.seats.isOver)
    #expect(floor.seats.all[1] == .settled(waits))
  }

  @Test("is told of once, however many looks there are")
  func toldOnce() {
    var floor = PaperFloor([1, 2, 3], parallel: 3)
    _ = floor.begin()
    _ = floor.end(1, Self.paused)
    #expect(notes(floor.end(2, Self.delivered)).count == 1)
    _ = floor.end(1, Self.paused)
    let again = floor.end(3, Self.delivered)
    #expect(again.started == [1] && notes(again).isEmpty)
  }

  @Test("when the last slot becomes free, once in a run, and not the one that has just ended")
  func lastSlot() {
    var floor = PaperFloor([1, 2, 3], parallel: 3)
    _ = floor.begin()
    _ = floor.end(1, Self.paused)
    _ = floor.end(3, Self.blocked)
    let ended = floor.end(2, Self.failed(.unforeseen("x")))
    #expect(ended.started == [1, 3])
    #expect(notes(ended).contains("#1 is looked at once more: nothing else is at work"))
    #expect(floor.end(3, Self.blocked).started == [])
    // What it waited for has come meanwhile, and it works until it waits for something else.
    #expect(floor.end(1, .paused(issue: 4, title: "Look")).started == [])
    #expect(floor.seats.isOver)
  }

  @Test("not at all where it is alone, or where it failed")
  func alone() {
    var floor = PaperFloor()
    _ = floor.begin()
    #expect(floor.end(1, Self.paused).started == [] && floor.seats.isOver)
    var two = PaperFloor([1, 2])
    _ = two.begin()
    _ = two.end(1, Self.failed(.unforeseen("x")))
    #expect(two.end(2, Self.delivered).started == [] && two.seats.isOver)
  }

  @Test("ends, whatever the looks come to")
  func ends() {
    var floor = PaperFloor([1, 2, 3, 4, 5, 6], parallel: 2)
    var atWork = floor.begin().started
    var workers = 0
    while let prd = atWork.first, workers < 1000 {
      workers += 1
      atWork.removeFirst()
      // Each one waits for something else each time.
      let outcome = prd.number == 6 ? Self.delivered : .paused(issue: workers, title: "Decide")
      atWork += floor.end(prd, outcome).started
    }
    #expect(floor.seats.isOver && workers < 30, "\(workers) workers")
  }

  @Test("also while a limit holds back sessions: it needs none")
  func limit() {
    var floor = PaperFloor([1, 2])
    _ = floor.begin()
    _ = floor.end(1, Self.paused)
    _ = floor.hear(.brake(brake: Brake(.disk, until: floor.now + 600, why: "full")), of: 2)
    #expect(floor.end(2, Self.delivered).started == [1])
  }

  @Test("not after a stop, the deadline or a failure that all would meet, and what it waits for stays its outcome")
  func closed() {
    for isStop in [true, false] {
      var floor = PaperFloor([1, 2, 3], parallel: 2)
      _ = floor.begin()
      _ = floor.end(1, Self.paused)
      if isStop {
        _ = floor.seats.stop(at: floor.now)
        #expect(floor.end(2, Self.delivered).started == [])
      } else {
        #expect(floor.end(2, Self.failed(.workerProgramMissing("/kb-worker"))).started == [])
      }
      _ = floor.end(3, .stopped)
      #expect(floor.seats.isOver && floor.seats.all[1] == .settled(Self.paused))
    }
  }

  @Test("that was queued when the run is stopped keeps its outcome")
  func queued() {
    var floor = PaperFloor([1, 2, 3])
    _ = floor.begin()
    _ = floor.end(1, Self.paused)
    _ = floor.end(2, Self.delivered)
    #expect(floor.seats.stop(at: floor.now).contains(.tell(.stopping(now: false))))
    _ = floor.end(3, .stopped)
    #expect(floor.seats.isOver && floor.seats.all[1] == .settled(Self.paused))
  }

  @Test("with three tries of its own, so that a death in a look costs what it costs elsewhere")
  func deaths() {
    var floor = PaperFloor([1, 2])
    _ = floor.begin()
    _ = floor.end(1, Self.paused)
    _ = floor.end(2, Self.delivered)
    let restarted = floor.die(1)
    #expect(
      restarted.contains {
        if case .tell(.restarting(prd: 1, _, attempt: 2, of: 3, _)) = $0 { true } else { false }
      }, "\(restarted)")
    #expect(floor.seats.due(.nextWorker(of: 1), at: floor.now).contains(.start(1, attempt: 3)))
    #expect(floor.seats.all[1]?.current?.before == Self.paused)
  }

  @Test("of a repository of which nothing more starts is not made")
  func closedRepository() {
    func repository(_ name: String) -> RepositoryIdentity {
      RepositoryIdentity(host: "github.com", owner: "acme", name: name)
    }
    let (first, second, other) = (
      PRDName(1, of: repository("web")), PRDName(2, of: repository("web")), PRDName(1, of: repository("api"))
    )
    var floor = PaperFloor([first, second, other], parallel: 3)
    _ = floor.begin()
    _ = floor.end(first, Self.paused)
    _ = floor.end(second, Self.failed(.forgeForbidden("x", why: "y")))
    #expect(floor.end(other, Self.delivered).started == [] && floor.seats.isOver)
    #expect(floor.seats.all[first] == .settled(Self.paused))
  }

  @Test("is no news on the board and for the notify program where it finds the same")
  func news() {
    var board = RunBoard(FloorHarness.plan([1], parallel: 1, stateRoot: "/state"), at: SampleRun.at(0))
    func settle(_ outcome: FactoryRunOutcome, _ time: Double) -> Supervisor.Notification? {
      board.apply(.workerStarted(prd: 1, attempt: 1, pid: 1, log: ""), at: SampleRun.at(time))
      let line = RunEventLine(at: SampleRun.at(time), run: "r", event: .settled(prd: 1, outcome: outcome))
      board.apply(line.event, at: line.at)
      return Supervisor.Notification(line, board: board, redaction: Redaction(secrets: []))
    }
    #expect(settle(Self.paused, 1)?.event == .paused)
    #expect(settle(Self.paused, 2) == nil)
    #expect(board.notices.count == 1 && board.outcomes == [Self.paused])
    #expect(settle(Self.delivered, 3)?.event == .delivered)
    #expect(board.outcomes == [Self.delivered])
  }
}
