import KBDomain
import KBProtocol

/// What a run must remember of its PRDs to look at them once more. Pure.
struct SecondLooks: Equatable, Sendable {
  /// The newest try of each PRD that has an outcome.
  private var tries: [PRDName: Int] = [:]
  /// PRDs that were looked at because a run came to its end. It is done once.
  private var atEnd: Set<PRDName> = []
  /// PRDs of which it was told that they are looked at once more: each further look is no news.
  private var told: Set<PRDName> = []
  /// Repositories of which no PRD gets another worker.
  private var closed: Set<RepositoryIdentity> = []

  mutating func ended(_ prd: PRDName, _ current: Seat.Try?) { tries[prd] = current?.attempt ?? tries[prd] }

  /// Whether a person should hear of a look at this PRD.
  mutating func isNews(_ prd: PRDName) -> Bool { told.insert(prd).inserted }

  mutating func close(_ repository: RepositoryIdentity) { closed.insert(repository) }

  /// The look at a PRD that has this outcome; nil where another one is of no use.
  func look(at prd: PRDName, after outcome: FactoryRunOutcome) -> Seat.Try? {
    guard outcome.waitsForOthers, !(prd.repository.map(closed.contains) ?? false) else { return nil }
    let attempt = (tries[prd] ?? 0) + 1
    return Seat.Try(attempt: attempt, first: attempt, before: outcome)
  }

  /// The same at the end of a run: nil also where there was one.
  mutating func lookAtEnd(at prd: PRDName, after outcome: FactoryRunOutcome) -> Seat.Try? {
    guard !atEnd.contains(prd), let look = look(at: prd, after: outcome) else { return nil }
    atEnd.insert(prd)
    return look
  }
}

extension Seating {
  /// What the outcome of one PRD means for those that wait for somebody. A delivery may be what they wait for: each gets
  /// a look, once no PRD that has not had its turn is before it. When the last slot becomes free, they get one because
  /// people may have acted meanwhile, but only where something was done since, and once in a run. `current` is the
  /// try that came to the outcome.
  mutating func lookAgain(after prd: PRDName, _ outcome: FactoryRunOutcome, _ current: Seat.Try?) -> [Action] {
    guard !isClosed else { return [] }
    if case .delivered = outcome {
      return lookAtOthers(than: prd, because: "\(prd) was delivered") { $0.looks.look(at: $1, after: $2) }
    }
    guard isOver, outcome != current?.before else { return [] }
    return lookAtOthers(than: prd, because: "nothing else is at work") { $0.looks.lookAtEnd(at: $1, after: $2) }
  }

  private mutating func lookAtOthers(
    than prd: PRDName, because why: String,
    _ look: (inout Seating, PRDName, FactoryRunOutcome) -> Seat.Try?
  ) -> [Action] {
    var actions: [Action] = []
    for other in order where other != prd {
      guard case .settled(let outcome) = all[other], let look = look(&self, other, outcome) else { continue }
      all[other] = .again(look)
      if looks.isNews(other) { actions.append(note(other, "is looked at once more: \(why)")) }
    }
    return actions
  }
}

extension FactoryRunOutcome {
  /// Whether somebody else can change it while the run lasts.
  fileprivate var waitsForOthers: Bool {
    switch self {
    case .paused, .blocked: true
    case .delivered, .notReady, .unchanged, .skipped, .heldElsewhere, .failed, .stopped: false
    }
  }
}
