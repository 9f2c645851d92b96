package import KBFailures

/// How one Factory Run ended.
package enum FactoryRunOutcome: Equatable, Codable, Sendable {
  /// Every issue is done, the pull request is out of draft. `conflicts` says in which files it can't be merged as it is,
  /// after its address: `conflicts with main in 1 file: a.txt`; nil where nothing is in the way, or nobody can tell.
  case delivered(pullRequest: String, conflicts: String? = nil)
  /// Every issue is done, but the pull request at this address has not been proven: it stays a draft. `reasons` are
  /// sentences without their full stop, in the order in which a person should look at them; at least one.
  case notReady(pullRequest: String, reasons: [String])
  /// A HITL Issue waits for a person.
  case paused(issue: Int, title: String)
  /// An AFK Issue waits for other issues.
  case blocked(issue: Int, title: String, by: [String])
  /// The agent ended well and changed nothing.
  case unchanged(issue: Int, title: String, failure: DiagnosedFailure)
  /// The PRD must not be worked on any more: closed, unlabelled, not owned.
  case skipped(reason: String)
  /// Another worker has the PRD.
  case heldElsewhere(holder: String)
  /// nil issue: it was not about one issue.
  case failed(issue: Int?, failure: DiagnosedFailure)
  /// Ended on request, resumable.
  case stopped

  /// One word for tables and machines.
  package var name: String {
    switch self {
    case .delivered: "delivered"
    case .notReady: "not-ready"
    case .paused: "paused"
    case .blocked: "blocked"
    case .unchanged: "unchanged"
    case .skipped: "skipped"
    case .heldElsewhere: "held"
    case .failed: "failed"
    case .stopped: "stopped"
    }
  }

  /// Whether `kb run` ends with status 1 because of it (docs/adr/0006).
  package var isFailure: Bool {
    switch self {
    case .failed, .unchanged, .notReady: true
    case .delivered, .paused, .blocked, .skipped, .heldElsewhere, .stopped: false
    }
  }
}
