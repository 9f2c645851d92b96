#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// What the floor decides. Pure: what happened goes in with its time, and what to do about it comes out, in order.
/// FactoryFloor does it.
struct Seats: Sendable {
  /// What the floor is to do.
  enum Action: Equatable, Sendable {
    case tell(RunEvent)
    /// Start a worker; `onlyFences`: it only stops the sandbox. `started` or `refused` is the answer.
    case start(PRDName, attempt: Int, onlyFences: Bool = false)
    /// Call `due` after a time that stands still while the machine sleeps. The same timer is set anew.
    case setTimer(Timer, after: Duration)
    /// Keep what a session was told of its usage limit, then look at all limits.
    case keep(UsageLimits.Word)
    /// Tell a worker what it must wait for.
    case share(Brakes, with: PRDName)
    case startNoSession(PRDName, because: String)
    case stop(PRDName, now: Bool)
    /// Kill a worker unless it ends soon.
    case killUnlessEnded(PRDName)
    case kill(PRDName)
  }

  /// What a timer is for.
  enum Timer: Hashable, Sendable {
    /// The PRD's next worker.
    case nextWorker(of: PRDName)
    /// The end of the patience with steps that run on after the first Ctrl-C.
    case patience
  }

  let plan: RunPlan
  let rules: FloorRules
  /// In the order of their turns.
  let order: [PRDName]
  /// Where each of them stands.
  var all: [PRDName: Seat]
  /// What holds back everybody.
  var brakes = Brakes()
  /// What holds back single PRDs.
  var limits: HeldPRDs
  var slowStart = SlowStart()
  var breaker: CrashBreaker
  var common = CommonFailures()
  var ladder = StopLadder()
  /// Of all sessions that have ended.
  var usage = AgentUsage()
  /// The deadline has passed or the token budget is spent.
  var startsNothing = false
  /// Whether no further PRD is admitted.
  var isClosed = false

  init(_ plan: RunPlan, rules: FloorRules) {
    self.plan = plan
    self.rules = rules
    order = Admission.sorted(plan.queue.map(\.name))
    all = order.reduce(into: [:]) { $0[$1] = .queued }
    limits = HeldPRDs(plan)
    breaker = rules.breaker
  }

  /// Nothing is at work and nothing will be.
  var isOver: Bool { all.values.allSatisfy { $0 != .queued && $0.turn == nil } }

  /// Whether the operator has asked to stop.
  var isStopped: Bool { ladder.step > .none }

  /// Those that have a worker now, by name.
  var withWorker: [PRDName] { names { $0.hasWorker }.sorted() }

  /// Those whose seat is such, in the order of their turns.
  func names(where isWanted: (Seat) -> Bool) -> [PRDName] { order.filter { all[$0].map(isWanted) ?? false } }

  /// A timer has run out.
  mutating func due(_ timer: Timer, at now: Date) -> [Action] {
    switch timer {
    case .patience: ladder.step == .afterStep ? stop(at: now) : []
    case .nextWorker(let prd): startNext(prd)
    }
  }
}
