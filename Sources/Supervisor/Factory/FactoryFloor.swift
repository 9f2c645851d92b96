#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
import KBText

/// The running part of `kb run`: has the workers, timers and sinks, and does what Seating says. It touches no sandbox and no
/// branch.
final class FactoryFloor {
  /// Where every PRD stands, as people see it.
  private(set) var board: RunBoard

  private let plan: RunPlan
  private let setup: FloorSetup
  private let loop: EventLoop
  private let sinks: [any RunEventSink]
  private var seats: Seating
  private var workers: [PRDName: WorkerProcess] = [:]
  private var timers: [Seating.Timer: EventLoop.Token] = [:]
  private var ticks = 0

  /// `sinks` get every event, in this order.
  init(_ plan: RunPlan, setup: FloorSetup, loop: EventLoop, sinks: [any RunEventSink]) {
    self.plan = plan
    self.setup = setup
    self.loop = loop
    self.sinks = sinks
    seats = Seating(plan, rules: setup.rules)
    board = RunBoard(plan, at: setup.now())
  }

  /// Works until every PRD has its outcome or is left to a later run.
  func run() -> KBExit {
    tell(.started(plan: plan))
    for known in plan.settled { tell(.settled(prd: known.prd.name, outcome: known.outcome)) }
    perform(seats.checkDeadline(at: setup.now()))
    lookForLimits()
    let ticker = loop.every(setup.tick) { [weak self] in self?.tick() }
    loop.run { seats.isOver }
    loop.cancel(ticker)
    timers.values.forEach(loop.cancel)
    let exit = seats.isStopped ? KBExit.interrupted : KBExit(of: board)
    tell(.finished(status: exit.rawValue))
    return exit
  }

  /// One more Ctrl-C or SIGTERM.
  func stop() { perform(seats.stop(at: setup.now())) }

  private func tick() {
    workers.values.forEach { $0.passed(setup.tick) }
    perform(seats.checkDeadline(at: setup.now()))
    lookForLimits()
    ticks += 1
    if setup.adoptsOrphans, ticks.isMultiple(of: 10) { ProcessTable.reapAdopted(except: loop.knownChildren) }
  }

  private func lookForLimits() {
    let now = setup.now()
    perform(
      seats.look(
        operatorsBrake: OperatorBrake(stateRoot: plan.stateRoot).brake,
        words: UsageLimits(stateRoot: plan.stateRoot).words(at: now), at: now))
  }

  private func perform(_ actions: [Seating.Action]) {
    for action in actions {
      switch action {
      case .tell(let event): tell(event)
      case .start(let prd, let attempt, let onlyFences): start(prd, attempt, onlyFences)
      case .setTimer(let timer, let delay):
        loop.cancel(timers[timer])
        timers[timer] = loop.after(delay) { [weak self] in self?.due(timer) }
      case .keep(let word):
        try? UsageLimits(stateRoot: plan.stateRoot).keep(word)
        lookForLimits()
      case .share(let brakes, let prd): workers[prd]?.tell(brakes)
      case .startNoSession(let prd, let why): workers[prd]?.startNoSession(because: why)
      case .stop(let prd, let now): workers[prd]?.stop(now: now)
      case .killUnlessEnded(let prd): workers[prd]?.killUnlessEnded()
      case .kill(let prd): workers[prd]?.kill(.stopped)
      }
    }
  }

  private func due(_ timer: Seating.Timer) {
    timers[timer] = nil
    perform(seats.due(timer, at: setup.now()))
  }

  private func start(_ prd: PRDName, _ attempt: Int, _ onlyFences: Bool) {
    guard let planned = plan.queue.first(where: { $0.name == prd }),
      var assignment = plan.assignment(of: planned, attempt: attempt, onlyFences: onlyFences)
    else { return }
    assignment.endedBefore = seats.all[prd]?.current?.before
    let start = WorkerProcess.Start(
      program: setup.workerProgram, environment: setup.environment, assignment: assignment, limits: setup.limits)
    do {
      let worker = try WorkerProcess(start, on: loop) { [weak self] in self?.follow($0, prd) }
      workers[prd] = worker
      perform(seats.started(prd, pid: worker.pid, log: assignment.log))
    } catch {
      let exists = Files.exists(setup.workerProgram)
      let refusal = StartRefusal(failure: error, program: setup.workerProgram, programExists: exists)
      perform(seats.refused(prd, refusal, at: setup.now()))
    }
  }

  private func follow(_ report: WorkerProcess.News, _ prd: PRDName) {
    switch report {
    case .event(let event): perform(seats.heard(event, of: prd, at: setup.now()))
    case .oddity(let text): tell(.workerOddity(prd: prd, text: text))
    case .ended(let end):
      workers[prd] = nil
      perform(seats.ended(prd, end, jitter: setup.jitter(), at: setup.now()))
    }
  }

  private func tell(_ event: RunEvent) {
    let line = RunEventLine(at: setup.now(), run: plan.run, event: event)
    board.apply(event, at: line.at)
    for sink in sinks { sink.receive(line, board: board) }
  }
}
