#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// The PRDs of a run that wait for a usage limit which only their own session was told of. Pure.
struct HeldPRDs {
  private let agent: AgentName
  private let repository: RepositoryIdentity
  private let prds: [PRDName]
  /// What holds now, and after a lift what is over before its end: its Worker must hear that.
  private var brakes: [PRDName: Brake] = [:]
  /// Whether the last look has found something else than the one before.
  private(set) var hasChanged = false

  init(_ plan: RunPlan) {
    agent = plan.settings.agent
    repository = plan.repository
    prds = plan.queue.map(\.name)
  }

  /// Takes in what the files say, and returns the PRDs that are held back since.
  mutating func take(_ words: UsageLimitWords, at now: Date) -> [(PRDName, Brake)] {
    let before = brakes
    var newly: [(PRDName, Brake)] = []
    for prd in prds {
      if let brake = words.brake(of: agent, prd: prd.number, in: repository) {
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

  /// What a Worker is to be told: what holds back all, and its PRD's own limit.
  func brakes(of prd: PRDName, _ all: Brakes) -> Brakes {
    var told = all
    if let own = brakes[prd] { told.add(own) }
    return told
  }

  /// What a Worker has told, as it is kept.
  func word(of prd: PRDName, _ brake: Brake, at now: Date) -> UsageLimits.Word {
    UsageLimits.Word(
      agent: brake.agent ?? agent, repository: repository, prd: prd.number, since: now, until: brake.until,
      why: brake.why)
  }
}
