import KBFailures
import KBProtocol
import KBText

/// What a person does so that a PRD goes on. Pure.
enum RunRemedy {
  /// The sentence, and the command to type; nil where there is nothing to do, or nothing to type.
  static func of(_ entry: PRDReport) -> (text: String?, command: String?) {
    let again = "kb run --prd \(entry.number)"
    switch entry.outcome {
    case .delivered(_, nil): return ("review it and merge it", nil)
    case .delivered: return ("merge the base branch into it, review it and merge it", nil)
    case .paused(let issue, let title):
      return ("close #\(issue) \"\(title)\" or push a commit with \"Refs #\(issue)\", then:", again)
    case .blocked(let issue, let title, let blockers):
      return ("\(BlockedRemedy.text(issue, title, blockers)), then:", again)
    case .failed(_, let failure), .unchanged(_, _, let failure): return ("fix: \(failure.fix)", again)
    case .stopped: return ("go on with:", again)
    case .skipped, .heldElsewhere: return (nil, nil)
    case nil:
      switch entry.status {
      case "cut-off": return ("nothing is lost; go on with:", again)
      case "not started": return (nil, again)
      default: return (nil, nil)
      }
    }
  }
}

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
