import Shared

/// What a Factory Run would do first with a PRD. Pure, and by the same functions as the Worker.
enum PRDForecast: Equatable, Sendable {
  /// An agent session for the due issue, which has this place in the sequence, from 1.
  case implement(issue: Int, title: String, position: Int, total: Int)
  /// Every issue is done: an agent session reviews.
  case review(issues: Int)
  /// It ends so without an agent session.
  case end(FactoryRunOutcome)

  /// `resume` is what the PRD's journal says.
  init(_ view: PRDView, owners: [String], resume: ResumePoint = ResumePoint([])) {
    if let reason = view.reasonToSkip(owners: owners) {
      self = .end(.skipped(reason: reason))
      return
    }
    do {
      try view.requirePullRequestNotClosed()
    } catch {
      self = .end(.failed(issue: nil, failure: DiagnosedFailure(error)))
      return
    }
    if let address = view.alreadyDelivered, !resume.owesDelivery(of: view.branch.footers) {
      self = .end(.delivered(pullRequest: address))
      return
    }
    let sequence = view.sequence
    self =
      switch sequence.nextStep(after: view.done) {
      case .implement(let issue):
        .implement(
          issue: issue.number, title: issue.title, position: sequence.position(of: issue.number),
          total: sequence.issues.count)
      case .pause(let issue), .reopened(let issue): .end(.paused(issue: issue.number, title: issue.title))
      case .blocked(let issue, let blockers):
        .end(.blocked(issue: issue.number, title: issue.title, by: blockers.map(\.description)))
      case .review: view.reasonForNoReview.map { .end(.skipped(reason: $0)) } ?? .review(issues: sequence.issues.count)
      }
  }
}
