#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBConfiguration
import KBProtocol

/// How a run comes to its end before all is done.
extension Seating {
  /// One more Ctrl-C or SIGTERM.
  mutating func stop(at now: Date) -> [Action] {
    switch ladder.climb() {
    case .none: []
    case .afterStep:
      withWorker.map { .stop($0, now: false) } + [.tell(.stopping(now: false))] + leaveWaiting(at: now)
        + [.setTimer(.patience, after: rules.patience)]
    case .now: withWorker.map { .stop($0, now: true) } + [.tell(.stopping(now: true))]
    case .kill: withWorker.map { .kill($0) }
    }
  }

  /// Workers know the deadline themselves: nothing is said to them. By the wall clock, as people mean it.
  mutating func checkDeadline(at now: Date) -> [Action] {
    guard let deadline = plan.deadline, !startsNothing, now >= deadline else { return [] }
    startsNothing = true
    return [.tell(.deadlinePassed)] + leaveWaiting(at: now)
  }

  /// By what sessions have told at their end: none is cut off (docs/adr/0023).
  mutating func checkTokenBudget(at now: Date) -> [Action] {
    guard let budget = plan.settings.limits.tokenBudget, !startsNothing, usage.tokens >= budget else { return [] }
    startsNothing = true
    let why = CountText.budgetSpent(used: usage.tokens, budget: budget)
    return withWorker.map { .startNoSession($0, because: why) }
      + [.tell(.tokenBudgetSpent(used: usage.tokens, budget: budget))] + leaveWaiting(at: now)
  }

  /// PRDs without a worker stay as they are: the next run takes them. Where one had a worker that died, a last one stops
  /// its sandbox.
  private mutating func leaveWaiting(at now: Date) -> [Action] {
    leaveQueue()
    var actions: [Action] = []
    for prd in order.sorted() {
      switch all[prd] {
      case .fencing(_, let outcome, isWaiting: true): actions += fenced(prd, outcome, told: nil, at: now)
      case .waiting(let current) where current.attempt > 1: actions += fence(prd, current, .stopped)
      case .waiting: actions += settle(prd, .stopped, at: now)
      case .queued, .working, .fencing(_, _, isWaiting: false), .again, .settled, .left, nil: break
      }
    }
    return actions
  }
}
