#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBFailures
import KBProtocol
import KBState

/// What the floor decides. Pure: what happened goes in with its time, and what to do about it comes out, in order.
/// FactoryFloor does it.
struct Seating: Sendable {
  /// What the floor is to do.
  enum Action: Equatable, Sendable {
    /// Tell everybody who follows the run.
    case tell(RunEvent)
    /// Start a worker; `onlyFences`: it only stops the sandbox. `started` or `refused` is the answer.
    case start(PRDName, attempt: Int, onlyFences: Bool = false)
    /// Call `due` after a time that stands still while the machine sleeps. The same timer is set anew.
    case setTimer(Timer, after: Duration)
    /// Keep what a session was told of its usage limit, then look at all limits.
    case keep(UsageLimits.Word)
    /// Tell a worker what it must wait for.
    case share(BrakeSet, with: PRDName)
    /// Tell a worker that no further session may start, and why.
    case startNoSession(PRDName, because: String)
    /// Ask a worker to end, after its step or at once.
    case stop(PRDName, now: Bool)
    /// Kill a worker unless it ends soon.
    case killUnlessEnded(PRDName)
    /// Kill a worker.
    case kill(PRDName)
  }

  /// What a timer is for.
  enum Timer: Hashable, Sendable {
    /// The PRD's next worker.
    case nextWorker(of: PRDName)
    /// The end of the patience with steps that run on after the first Ctrl-C.
    case patience
  }

  /// What the run is going to do.
  let plan: RunPlan
  /// The times and numbers to go by.
  let rules: FloorRules
  /// In the order of their turns.
  let order: [PRDName]
  /// Where each of them stands.
  var all: [PRDName: Seat]
  /// What holds back everybody.
  var brakes = BrakeSet()
  /// What holds back single PRDs.
  var limits: HeldPRDs
  /// Whose agents have been seen at work.
  var slowStart = SlowStart()
  /// Workers and sandboxes that failed alike.
  var breaker: CrashBreaker
  /// Failures that every worker would meet.
  var common = CommonFailures()
  /// What is known of PRDs that may be looked at once more.
  var looks = SecondLooks()
  /// How hard the run is being stopped.
  var ladder = StopLadder()
  /// Of all sessions that have ended.
  var usage = AgentUsage()
  /// The deadline has passed or the token budget is spent.
  var startsNothing = false
  /// Whether no further PRD is admitted.
  var isClosed = false

  /// All PRDs of the plan are in the queue.
  init(_ plan: RunPlan, rules: FloorRules) {
    self.plan = plan
    self.rules = rules
    order = Admission.sorted(plan.queue.map(\.name))
    all = order.reduce(into: [:]) { $0[$1] = .queued }
    limits = HeldPRDs(plan)
    breaker = rules.breaker
  }

  /// Nothing is at work and nothing will be.
  var isOver: Bool { all.values.allSatisfy { !$0.isInQueue && $0.current == nil } }

  /// Whether the operator has asked to stop.
  var isStopped: Bool { ladder.step > .none }

  /// Those that have a worker now, by name.
  var withWorker: [PRDName] { names { $0.hasWorker }.sorted() }

  /// Those whose seat is such, in the order of their turns.
  func names(where isWanted: (Seat) -> Bool) -> [PRDName] { order.filter { all[$0].map(isWanted) ?? false } }

  /// A worker told something.
  mutating func heard(_ event: WorkerEvent, of prd: PRDName, at now: Date) -> [Action] {
    let told = Action.tell(.worker(prd: prd, event: event))
    switch event {
    case .brake(let brake) where brake.reason == .usageLimit:
      // Its word alone holds back this PRD (docs/adr/0032). Mostly the worker has kept it already.
      return [told] + [limits.word(of: prd, brake, at: now).map(Action.keep)].compactMap { $0 }
    case .brake(let brake): return [told] + putOn(brake)
    case .waiting(let brake):
      all[prd]?.current?.saysItWaits = brake != nil
      return [told]
    case .activity(_, isChatter: true): return [told]
    case .activity: return [told] + (slowStart.saw(prd) ? admit(at: now) : [])
    case .sessionEnded(_, let usage, _, _):
      self.usage = self.usage + usage
      return [told] + checkTokenBudget(at: now)
    case .hello, .claimed, .sandbox, .issue, .phase, .sessionStarted, .published, .pullRequest, .criteria, .checks,
      .ceiling, .note, .heartbeat, .ended:
      return [told]
    }
  }

  /// A timer has run out.
  mutating func due(_ timer: Timer, at now: Date) -> [Action] {
    switch timer {
    case .patience: ladder.step == .afterStep ? stop(at: now) : []
    case .nextWorker(let prd): startNext(prd)
    }
  }
}
