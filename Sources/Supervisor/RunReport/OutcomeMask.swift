import KBFailures
import KBProtocol
import KBText

extension Redaction {
  /// The failure without secrets.
  func mask(_ failure: DiagnosedFailure) -> DiagnosedFailure {
    failure.masked(by: self)
  }

  /// The outcome without secrets.
  func mask(_ outcome: FactoryRunOutcome) -> FactoryRunOutcome {
    switch outcome {
    case .delivered(let pullRequest, let conflicts):
      .delivered(pullRequest: pullRequest, conflicts: conflicts.map { mask($0) })
    case .notReady(let pullRequest, let reasons):
      .notReady(pullRequest: pullRequest, reasons: reasons.map { mask($0) })
    case .stopped: outcome
    case .paused(let issue, let title): .paused(issue: issue, title: mask(title))
    case .blocked(let issue, let title, let by): .blocked(issue: issue, title: mask(title), by: by.map { mask($0) })
    case .unchanged(let issue, let title, let failure):
      .unchanged(issue: issue, title: mask(title), failure: mask(failure))
    case .skipped(let reason): .skipped(reason: mask(reason))
    case .heldElsewhere(let holder): .heldElsewhere(holder: mask(holder))
    case .failed(let issue, let failure): .failed(issue: issue, failure: mask(failure))
    }
  }
}
