import KBDomain
import KBFailures
import KBProtocol

/// The way from due issue to due issue, until somebody else must act or all is delivered.
struct Walk {
  let reader: PRDReader
  let committer: Committer
  let work: IssueWork
  let report: IssueReport
  let delivery: Delivery

  /// The outcome of the Factory Run. A failure that belongs to an issue is told there; any other is thrown. Throws
  /// KB-R012 first where commits would have no author.
  func walk(from start: PRDView) throws -> FactoryRunOutcome {
    try committer.identity()
    var view = start
    var reviews = ReviewCount()
    while true {
      view = try reader.withUnmergedBlockers(view)
      switch view.sequence.nextStep(after: view.done) {
      case .implement(let issue):
        report.announce(issue, in: view)
        do {
          view = try work.implement(issue, in: view)
        } catch let failure as ExpectedFailure where failure.concernsIssue {
          return report.outcome(of: failure, at: issue, in: view)
        }
        if let reason = view.reasonToSkip(owners: reader.owners.logins) { return .skipped(reason: reason) }
      case .pause(let issue): return try report.pause(at: issue, in: view)
      case .reopened(let issue): return try report.reopened(issue, in: view)
      case .blocked(let issue, let blockers): return try report.blocked(issue, by: blockers, in: view)
      case .review:
        switch try delivery.deliver(view, &reviews) {
        case .ended(let outcome): return outcome
        case .changed(let fresh): view = fresh
        }
      }
    }
  }
}
