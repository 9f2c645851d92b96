#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBProtocol

/// How PRDs get their workers.
extension Seating {
  /// Starts what may start. A PRD that waits for a brake waits in the queue: no worker is started for it.
  mutating func admit(at now: Date) -> [Action] {
    // A look needs no session: no limit of sessions holds it back.
    let held = limits.held(at: now).union(limits.braked(by: brakes, at: now)).subtracting(waitingForLook)
    let step = admission.next(
      limit: slowStart.limit, held: held,
      lenders: limits.lenders(at: now, among: names { $0.current?.saysItWaits ?? false }), isProven: slowStart.isProven)
    for prd in step.lent { all[prd]?.current?.isLent = true }
    for prd in step.resumed { all[prd]?.current?.isLent = false }
    for prd in step.started {
      if case .again(let look) = all[prd] { all[prd] = .working(look) } else { all[prd] = .working(Seat.Try()) }
    }
    // Told before another one starts: so never more than `parallel` are at work.
    return (step.lent + step.resumed).filter { all[$0]?.hasWorker ?? false }.map(share(with:))
      + step.started.map { Action.start($0, attempt: all[$0]?.current?.attempt ?? 1) }
  }

  /// The worker that was to be started is there.
  mutating func started(_ prd: PRDName, pid: Int32, log: String) -> [Action] {
    guard let attempt = all[prd]?.current?.attempt else { return [] }
    all[prd]?.current?.refusals = 0
    all[prd]?.current?.saysItWaits = false
    return (ladder.step == .now ? [.killUnlessEnded(prd)] : [])
      + (brakes(of: prd).all.isEmpty ? [] : [share(with: prd)])
      + [.tell(.workerStarted(prd: prd, attempt: attempt, pid: pid, log: log))]
  }

  /// The system would not start the worker. What it lacks for now may come back: that is not a try.
  mutating func refused(_ prd: PRDName, _ refusal: StartRefusal, at now: Date) -> [Action] {
    guard let seat = all[prd], var current = seat.current else { return [] }
    current.refusals += 1
    if ladder.step == .none, let pause = refusal.pause(after: current.refusals) {
      if case .fencing(_, let outcome, _) = seat {
        all[prd] = .fencing(current, outcome, isWaiting: true)
      } else {
        all[prd] = .waiting(current)
      }
      return [
        .tell(.workerOddity(prd: prd, text: "the worker could not be started yet: \(refusal.failure)")),
        .setTimer(.nextWorker(of: prd), after: pause),
      ]
    }
    let told = Action.tell(.workerEnded(prd: prd, attempt: current.attempt, status: nil))
    if case .fencing(_, let outcome, _) = seat { return [told] + fenced(prd, outcome, told: nil, at: now) }
    return [told] + settle(prd, .failed(issue: nil, failure: refusal.diagnosed), at: now)
  }

  /// The time of a PRD's next worker has come. Nothing to do for one that has ended meanwhile.
  mutating func startNext(_ prd: PRDName) -> [Action] {
    switch all[prd] {
    case .waiting(let current):
      all[prd] = .working(current)
      return [.start(prd, attempt: current.attempt)]
    case .fencing(let current, let outcome, isWaiting: true): return fence(prd, current, outcome)
    case .queued, .working, .fencing(_, _, isWaiting: false), .again, .settled, .left, nil: return []
    }
  }

  /// Starts the last worker of a PRD, which only stops the sandbox (docs/adr/0020).
  mutating func fence(_ prd: PRDName, _ current: Seat.Try, _ outcome: FactoryRunOutcome) -> [Action] {
    all[prd] = .fencing(current, outcome)
    return [.start(prd, attempt: current.attempt, onlyFences: true)]
  }

  /// They come after those that have not had their turn, so that one look does for several deliveries.
  private var waitingForLook: [PRDName] {
    names { if case .again = $0 { true } else { false } }
  }

  private var admission: Admission {
    Admission(
      parallel: max(1, plan.settings.parallel), queue: names { $0 == .queued } + waitingForLook,
      admitted: Set(names { $0.current != nil }), lent: Set(names { $0.current?.isLent ?? false }),
      served: names(where: \.hasBegun).reduce(into: [:]) { $0[$1.repository, default: 0] += 1 })
  }
}
