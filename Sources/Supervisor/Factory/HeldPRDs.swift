#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBFailures
import KBProtocol
import KBState

/// The PRDs of a run that wait for a usage limit which only their own session was told of. Pure.
struct HeldPRDs: Sendable {
  private let plans: [PRDName: RepositoryPlan]
  /// What holds now, and after a lift what is over before its end: its Worker must hear that.
  private var brakes: [PRDName: Brake] = [:]
  /// Whether the last look has found something else than the one before.
  private(set) var hasChanged = false

  init(_ plan: RunPlan) {
    plans = plan.queue.reduce(into: [:]) { $0[$1.name] = plan.repository(of: $1.name) }
  }

  /// Takes in what the files say, and returns the PRDs that are held back since.
  mutating func take(_ words: UsageLimitWords, at now: Date) -> [(PRDName, Brake)] {
    let before = brakes
    var newly: [(PRDName, Brake)] = []
    for (prd, plan) in plans.sorted(by: { $0.key < $1.key }) {
      if let brake = words.brake(of: plan.settings.agent, prd: prd.number, in: plan.repository) {
        if !(before[prd].map { $0.until > now } ?? false) { newly.append((prd, brake)) }
        brakes[prd] = brake
      } else if let old = brakes[prd], old.until > now {
        brakes[prd] = Brake(old.reason, agent: old.agent, until: now, why: old.why)
      }
    }
    hasChanged = brakes != before
    return newly
  }

  /// The PRDs that are held back at a moment.
  func held(at now: Date) -> Set<PRDName> { Set(brakes.filter { $0.value.until > now }.keys) }

  /// Those PRDs among the ones whose Worker has said that it waits that do so for a limit of their own which lasts for a
  /// while.
  func lenders(at now: Date, among waiting: [PRDName]) -> Set<PRDName> {
    held(at: now + Self.leastLoan).intersection(waiting)
  }

  /// Seconds that a limit must last for a slot to be lent: the order to wait on must come before its end.
  private static let leastLoan = 5.0

  /// What a Worker is to be told: what holds back all, its PRD's own limit, and that its slot is lent.
  func brakes(of prd: PRDName, _ all: BrakeSet, isLent: Bool) -> BrakeSet {
    var told = all
    if let own = brakes[prd] { told.add(own) }
    if isLent { told.add(Brake(.slot, until: .distantFuture, why: "its slot is lent")) }
    return told
  }

  /// The PRDs whose agent a brake for all holds back at a moment.
  func braked(by all: BrakeSet, at now: Date) -> Set<PRDName> {
    Set(plans.filter { all.blocking($0.value.settings.agent, at: now) != nil }.keys)
  }

  /// What a Worker has told, as it is kept; nil for a PRD that the run does not have.
  func word(of prd: PRDName, _ brake: Brake, at now: Date) -> UsageLimits.Word? {
    plans[prd].map { plan in
      UsageLimits.Word(
        agent: brake.agent ?? plan.settings.agent, repository: plan.repository, prd: prd.number, since: now,
        until: brake.until, why: brake.why)
    }
  }
}
