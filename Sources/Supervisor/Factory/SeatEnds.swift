#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBProtocol
import KBSystem
import KBText

/// What follows when a worker has ended, up to the outcome of its PRD.
extension Seating {
  /// A worker is gone. `jitter` is from -1 to 1 and moves the delay before the next one.
  mutating func ended(_ prd: PRDName, _ end: WorkerEnd, jitter: Double, at now: Date) -> [Action] {
    guard let seat = all[prd], let current = seat.current else { return [] }
    let told = Action.tell(.workerEnded(prd: prd, attempt: current.attempt, status: end.status))
    if case .fencing(_, let outcome, _) = seat { return [told] + fenced(prd, outcome, told: end.outcome, at: now) }
    let decision = rules.restarts.decide(
      end, prd: prd.number, attempt: current.count, stop: ladder.step, mayRestart: !startsNothing, jitter: jitter)
    switch decision {
    case .settle(let outcome): return [told] + settle(prd, outcome, at: now)
    case .giveUp(let outcome):
      let why = OutcomeText.sentence(outcome)
      all[prd] = .fencing(current.next, outcome, isWaiting: true)
      return [told, note(prd, "given up, a last worker stops its sandbox: \(why)")]
        + crashed(why, .crashes, at: now) + startNext(prd)
    case .restart(let delay, let why):
      all[prd] = .waiting(current.next)
      let event = RunEvent.restarting(
        prd: prd, why: why, attempt: current.next.count, of: rules.restarts.tries, seconds: delay.inSeconds)
      return [told] + crashed(why, .crashes, at: now)
        + [.tell(event), .setTimer(.nextWorker(of: prd), after: delay)]
    }
  }

  /// The last worker of a PRD has stopped what was left at work, found another run at it, or could do neither; `told` is
  /// its outcome, nil where it told none.
  mutating func fenced(
    _ prd: PRDName, _ outcome: FactoryRunOutcome, told: FactoryRunOutcome?, at now: Date
  ) -> [Action] {
    switch told {
    case .stopped, .heldElsewhere: return settle(prd, outcome, at: now)
    case .delivered, .notReady, .paused, .blocked, .unchanged, .skipped, .failed, nil:
      let why = told.map(OutcomeText.sentence) ?? "the worker for it died"
      return [note(prd, "an agent may be at work until the next run of this PRD: \(why)")]
        + settle(prd, outcome, at: now)
    }
  }

  /// The PRD has its outcome, and its slot is free.
  mutating func settle(_ prd: PRDName, _ outcome: FactoryRunOutcome, at now: Date) -> [Action] {
    let current = all[prd]?.current
    looks.ended(prd, current)
    all[prd] = .settled(outcome)
    var actions: [Action] = [.tell(.settled(prd: prd, outcome: outcome))]
    if let failure = common.take(prd, outcome) { actions += close(failure, prd.repository) }
    if case .failed(_, let failure) = outcome, failure.failureClass == .sandbox {
      actions += crashed(failure.what, .sandbox, at: now)
    }
    return actions + lookAgain(after: prd, outcome, current) + admit(at: now)
  }

  /// What the floor itself has to say of a PRD.
  func note(_ prd: PRDName, _ text: String) -> Action { .tell(.floorNote(prd: prd, text: text)) }

  private mutating func crashed(_ why: String, _ reason: BrakeReason, at now: Date) -> [Action] {
    switch breaker.crash(why, reason: reason, at: now) {
    case .goOn: []
    case .brake(let brake): putOn(brake)
    case .giveUp: close(DiagnosedFailure(.crashesRepeat(why: why)))
    }
  }

  /// No further PRD is admitted, of the repository or at all.
  private mutating func close(_ failure: DiagnosedFailure, _ repository: RepositoryIdentity? = nil) -> [Action] {
    guard !isClosed else { return [] }
    guard let repository, failure.failureClass != .machine else {
      leaveQueue()
      return [.tell(.closed(failure: failure))]
    }
    looks.close(repository)
    leaveQueue { $0.repository == repository }
    return [.tell(.repositoryClosed(repository: repository, failure: failure))]
  }

  /// Nothing more is admitted: who waits stays as it is.
  mutating func leaveQueue() {
    isClosed = true
    leaveQueue { _ in true }
  }

  private mutating func leaveQueue(where isLeaving: (PRDName) -> Bool) {
    for prd in order where isLeaving(prd) {
      switch all[prd] {
      case .queued: all[prd] = .left
      case .again(let look): all[prd] = look.before.map { .settled($0) } ?? .left
      case .working, .waiting, .fencing, .settled, .left, nil: break
      }
    }
  }
}
