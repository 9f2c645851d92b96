#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// The running part of `kb run`: admits PRDs, spawns their workers, follows them to their outcome. It touches no sandbox
/// and no branch.
final class FactoryFloor {
  private(set) var board: RunBoard

  private let plan: RunPlan
  private let means: Means
  private let loop: EventLoop
  private let sinks: [any RunEventSink]
  private var admission: Admission
  private var workers: [PRDName: WorkerProcess] = [:]
  /// PRDs that get their next worker later, and which try it is.
  private var waits: [PRDName: (token: EventLoop.Token, attempt: Int)] = [:]
  /// PRDs that are given up, with their outcome: their worker only stops the sandbox.
  private var givenUp: [PRDName: FactoryRunOutcome] = [:]
  private var ladder = StopLadder()
  private var ticks = 0
  /// The deadline has passed or the token budget is spent.
  private var startsNothing = false
  private var slowStart = SlowStart()
  private var limits: HeldPRDs
  private var breaker: CrashBreaker

  init(_ plan: RunPlan, means: Means, loop: EventLoop, sinks: [any RunEventSink]) {
    self.plan = plan
    self.means = means
    self.loop = loop
    self.sinks = sinks
    breaker = means.breaker
    limits = HeldPRDs(plan)
    board = RunBoard(plan, at: Date())
    admission = Admission(queue: plan.queue.map(\.name), parallel: plan.settings.parallel)
  }

  /// Works until every PRD has its outcome or is left to a later run.
  func run() -> KBExit {
    tell(.started(plan: plan))
    for known in plan.settled { tell(.settled(prd: known.prd.name, outcome: known.outcome)) }
    checkDeadline()
    updateBrakes()
    let ticker = loop.every(means.tick) { [weak self] in self?.tick() }
    admit()
    loop.run { admission.isOver }
    loop.cancel(ticker)
    let exit = ladder.step > .none ? KBExit.interrupted : KBExit(of: board)
    tell(.finished(status: exit.rawValue))
    return exit
  }

  /// One more Ctrl-C or SIGTERM.
  func stop() {
    let step = ladder.climb()
    switch step {
    case .none: break
    case .afterStep:
      tell(.stopping(now: false)) { workers.values.forEach { $0.stop(now: false) } }
      leaveWaiting()
      loop.after(means.patience) { [weak self] in
        if self?.ladder.step == .afterStep { self?.stop() }
      }
    case .now:
      tell(.stopping(now: true)) { workers.values.forEach { $0.stop(now: true) } }
    case .kill: workers.values.forEach { $0.kill(.stopped) }
    }
  }

  /// A PRD that waits for a brake waits in the queue: no worker is started for it.
  private func admit() {
    let held = limits.held(at: Date()).union(limits.braked(by: board.brakes, at: Date()))
    let step = admission.next(
      limit: slowStart.limit, held: held, lenders: limits.lenders(at: Date(), on: board), isProven: slowStart.isProven)
    // Told before another one starts: so never more than `parallel` are at work.
    for prd in step.lent + step.resumed { workers[prd]?.tell(brakes(of: prd)) }
    for prd in step.started { spawn(prd, attempt: 1) }
  }

  /// What a worker must wait for.
  private func brakes(of prd: PRDName) -> Brakes {
    limits.brakes(of: prd, board.brakes, isLent: admission.lent.contains(prd))
  }

  /// Shares a limit that one worker met with all of them. One that is met again at its end, such as a full disk, goes on.
  private func brake(_ brake: Brake) {
    let before = board.brakes
    var after = before
    after.add(brake)
    guard after != before else { return }
    tell(before.hasSame(as: brake) ? .brakeExtended(brake: brake) : .brakeOn(brake: brake), atOnce: shareBrakes)
  }

  private func shareBrakes() { for (prd, worker) in workers { worker.tell(brakes(of: prd)) } }

  /// Takes off the brakes that are over, and follows what the operator does with `kb brake`. By the wall clock, which a
  /// suspended machine's clock follows on its return.
  private func updateBrakes() {
    let wanted = OperatorBrake(stateRoot: plan.stateRoot).brake
    let words = UsageLimits(stateRoot: plan.stateRoot).words(at: Date())
    let newlyHeld = limits.take(words, at: Date())
    let changes = board.brakes.changes(
      at: Date(), operatorsBrake: wanted, usageLimits: plan.agents.compactMap(words.brakeForAll),
      linger: means.brakeLinger.inSeconds)
    changes.off.forEach { tell(.brakeOff(brake: $0), atOnce: shareBrakes) }
    changes.on.forEach { brake in
      tell(board.brakes.hasSame(as: brake) ? .brakeExtended(brake: brake) : .brakeOn(brake: brake), atOnce: shareBrakes)
    }
    if limits.hasChanged { shareBrakes() }
    for (prd, brake) in newlyHeld where workers[prd] == nil {
      let text = "waits for the \(brake.text(at: Date())), or until you type: kb brake off"
      tell(.worker(prd: prd, event: .note(text: text)))
    }
    admit()
  }

  private func crashed(_ why: String, _ reason: Brake.Reason) {
    switch breaker.crash(why, reason: reason, at: Date()) {
    case .goOn: break
    case .brake(let brake): self.brake(brake)
    case .giveUp: close(DiagnosedFailure(.crashesRepeat(why: why)))
    }
  }

  private func close(_ failure: DiagnosedFailure, _ repository: RepositoryIdentity? = nil) {
    guard !admission.isClosed else { return }
    if let repository, failure.failureClass != .machine {
      tell(.repositoryClosed(repository: repository, failure: failure))
      return admission.close(repository)
    }
    tell(.closed(failure: failure))
    _ = admission.close()
  }

  private func heard(_ event: WorkerEvent, of prd: PRDName) {
    tell(.worker(prd: prd, event: event))
    switch event {
    case .brake(let brake) where brake.reason == .usageLimit:
      // Its word alone holds back this PRD (docs/adr/0032). Mostly the worker has kept it already.
      if let word = limits.word(of: prd, brake, at: Date()) { try? UsageLimits(stateRoot: plan.stateRoot).keep(word) }
      updateBrakes()
    case .brake(let brake): self.brake(brake)
    case .activity(_, isChatter: true): break
    case .activity:
      if slowStart.saw(prd) { admit() }
    case .sessionEnded: checkTokenBudget()
    case .hello, .claimed, .sandbox, .issue, .phase, .sessionStarted, .published, .pullRequest, .waiting,
      .note, .heartbeat, .ended:
      break
    }
  }

  private func spawn(_ prd: PRDName, attempt: Int, refusals: Int = 0) {
    waits[prd] = nil
    guard let planned = plan.queue.first(where: { $0.name == prd }),
      let assignment = plan.assignment(of: planned, attempt: attempt, onlyFences: givenUp[prd] != nil)
    else { return }
    let start = WorkerProcess.Start(
      program: means.workerProgram, environment: means.environment, assignment: assignment, limits: means.limits)
    do {
      let worker = try WorkerProcess(start, on: loop) { [weak self] report in
        self?.follow(report, prd: prd, attempt: attempt)
      }
      workers[prd] = worker
      if ladder.step == .now { worker.killUnlessEnded() }
      if !brakes(of: prd).all.isEmpty { worker.tell(brakes(of: prd)) }
      tell(.workerStarted(prd: prd, attempt: attempt, pid: worker.pid, log: start.assignment.log))
    } catch {
      refused(error, prd, attempt: attempt, refusals: refusals + 1)
    }
  }

  private func follow(_ report: WorkerProcess.Report, prd: PRDName, attempt: Int) {
    switch report {
    case .event(let event): heard(event, of: prd)
    case .oddity(let text): tell(.workerOddity(prd: prd, text: text))
    case .ended(let end):
      workers[prd] = nil
      tell(.workerEnded(prd: prd, attempt: attempt, status: end.status))
      if givenUp[prd] != nil { return fenced(prd, end.outcome) }
      let decision = means.restarts.decide(
        end, prd: prd.number, attempt: attempt, stop: ladder.step, mayRestart: !startsNothing,
        jitter: means.jitter())
      switch decision {
      case .settle(let outcome): settle(prd, outcome)
      case .giveUp(let outcome):
        let why = OutcomeText.sentence(outcome)
        tell(.worker(prd: prd, event: .note(text: "given up, a last worker stops its sandbox: \(why)")))
        crashed(why, .crashes)
        givenUp[prd] = outcome
        spawn(prd, attempt: attempt + 1)
      case .restart(let delay, let why):
        crashed(why, .crashes)
        tell(
          .restarting(
            prd: prd, why: why, attempt: attempt + 1, of: means.restarts.tries, seconds: delay.inSeconds))
        waits[prd] = (loop.after(delay) { [weak self] in self?.spawn(prd, attempt: attempt + 1) }, attempt + 1)
      }
    }
  }

  /// The last worker of a PRD has stopped what was left at work, found another run at it, or could do neither.
  private func fenced(_ prd: PRDName, _ told: FactoryRunOutcome?) {
    switch told {
    case .stopped, .heldElsewhere: break
    case .delivered, .paused, .blocked, .unchanged, .skipped, .failed, nil:
      let why = told.map(OutcomeText.sentence) ?? "the worker for it died"
      tell(
        .worker(prd: prd, event: .note(text: "an agent may be at work until the next run of this PRD: \(why)")))
    }
    if let outcome = givenUp.removeValue(forKey: prd) { settle(prd, outcome) }
  }

  /// The system would not start the worker. What it lacks for now may come back: that is not a try.
  private func refused(_ failure: SystemFailure, _ prd: PRDName, attempt: Int, refusals: Int) {
    if failure.isExhausted && refusals < 8 && ladder.step == .none {
      tell(.workerOddity(prd: prd, text: "the worker could not be started yet: \(failure)"))
      let delay = Duration.seconds(min(60, 1 << (refusals - 1)))
      waits[prd] = (
        loop.after(delay) { [weak self] in self?.spawn(prd, attempt: attempt, refusals: refusals) }, attempt
      )
      return
    }
    tell(.workerEnded(prd: prd, attempt: attempt, status: nil))
    if givenUp[prd] != nil { return fenced(prd, nil) }
    let isGone = failure.isMissing && !Files.exists(means.workerProgram)
    settle(
      prd,
      .failed(
        issue: nil,
        failure: DiagnosedFailure(
          isGone ? .workerProgramMissing(means.workerProgram) : .cannotStart(means.workerProgram, failure))))
  }

  private func settle(_ prd: PRDName, _ outcome: FactoryRunOutcome) {
    tell(.settled(prd: prd, outcome: outcome))
    if let failure = admission.settle(prd, outcome) { close(failure, prd.repository) }
    if case .failed(_, let failure) = outcome, failure.failureClass == .sandbox { crashed(failure.what, .sandbox) }
    admit()
  }

  /// PRDs without a worker stay as they are: the next run takes them. Where one had a worker that died, a last one stops
  /// its sandbox (docs/adr/0020).
  private func leaveWaiting() {
    _ = admission.close()
    let left = waits.sorted { $0.key < $1.key }
    waits = [:]
    for (prd, wait) in left {
      loop.cancel(wait.token)
      if givenUp[prd] != nil {
        fenced(prd, nil)
      } else if wait.attempt > 1 {
        givenUp[prd] = .stopped
        spawn(prd, attempt: wait.attempt)
      } else {
        settle(prd, .stopped)
      }
    }
  }

  /// Workers know the deadline themselves: nothing is said to them. By the wall clock, as people mean it.
  private func checkDeadline() {
    guard let deadline = plan.deadline, !startsNothing, means.now() >= deadline else { return }
    startsNothing = true
    tell(.deadlinePassed)
    leaveWaiting()
  }

  /// By what sessions have told at their end: none is cut off (docs/adr/0023).
  private func checkTokenBudget() {
    guard let budget = plan.settings.limits.tokenBudget, !startsNothing else { return }
    let used = board.usage.tokens
    guard used >= budget else { return }
    startsNothing = true
    let event = RunEvent.tokenBudgetSpent(used: used, budget: budget)
    let why = CountText.budgetSpent(used: used, budget: budget)
    tell(event) { workers.values.forEach { $0.startNoSession(because: why) } }
    leaveWaiting()
  }

  private func tick() {
    workers.values.forEach { $0.passed(means.tick) }
    checkDeadline()
    updateBrakes()
    ticks += 1
    if means.adoptsOrphans, ticks.isMultiple(of: 10) { ProcessTable.reapAdopted(except: loop.knownChildren) }
  }

  /// `atOnce` is what must not wait for the files that the event is written to.
  private func tell(_ event: RunEvent, atOnce act: () -> Void = {}) {
    let line = RunEventLine(at: Date(), run: plan.run, event: event)
    board.apply(event, at: line.at)
    act()
    for sink in sinks { sink.receive(line, board: board) }
  }
}
