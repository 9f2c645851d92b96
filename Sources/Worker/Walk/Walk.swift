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
      do {
        switch try step(from: view, &reviews) {
        case .ended(let outcome): return outcome
        case .changed(let fresh): view = fresh
        }
      } catch let failure as ExpectedFailure where failure.code == .sessionCeilingReached {
        return report.ceiling(failure, in: view)
      }
    }
  }

  private func step(from view: PRDView, _ reviews: inout ReviewCount) throws -> Delivery.Progress {
    switch view.sequence.nextStep(after: view.done) {
    case .implement(let issue):
      report.announce(issue, in: view)
      do {
        let fresh = try work.implement(issue, in: view)
        return fresh.reasonToSkip(owners: reader.owners.logins).map { .ended(.skipped(reason: $0)) } ?? .changed(fresh)
      } catch let failure as ExpectedFailure where failure.concernsIssue {
        return .ended(report.outcome(of: failure, at: issue, in: view))
      }
    case .pause(let issue): return .ended(try report.pause(at: issue, in: view))
    case .reopened(let issue): return .ended(try report.reopened(issue, in: view))
    case .blocked(let issue, let blockers): return .ended(try report.blocked(issue, by: blockers, in: view))
    case .review: return try delivery.deliver(view, &reviews)
    }
  }
}
