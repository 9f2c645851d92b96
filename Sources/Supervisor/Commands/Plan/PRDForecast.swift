import KBDomain
import KBFailures
import KBProtocol
import KBState

/// What a Factory Run would do first with a PRD. Pure, and by the same functions as the Worker.
enum PRDForecast: Equatable, Sendable {
  /// An agent session for the due issue, which has this place in the sequence, from 1.
  case implement(issue: Int, title: String, position: Int, total: Int)
  /// Every issue is done: an agent session reviews.
  case review(issues: Int)
  /// It ends so without an agent session.
  case end(FactoryRunOutcome)

  /// `resume` is what the PRD's journal says. Throws KB-P016 where the PRD needs a session and has had all that it may
  /// have.
  static func of(_ view: PRDView, owners: [String], resume: ResumePoint, ceiling: SessionCeiling)
    throws(ExpectedFailure)
    -> PRDForecast
  {
    let forecast = PRDForecast(view, owners: owners, resume: resume)
    if forecast.needsSession(view, resume) { try ceiling.require(prd: view.snapshot.prd.number) }
    return forecast
  }

  private func needsSession(_ view: PRDView, _ resume: ResumePoint) -> Bool {
    switch self {
    case .implement(let issue, _, _, _):
      switch resume.work[issue] {
      case nil, .begun: true
      case .finished, .collected, .committed: false
      }
    case .review: resume.review?.head != view.branch.tip
    case .end: false
    }
  }

  /// `resume` is what the PRD's journal says.
  init(_ view: PRDView, owners: [String], resume: ResumePoint = ResumePoint([])) {
    switch view.firstStep(owners: owners, resume: resume) {
    case .skip(let reason): self = .end(.skipped(reason: reason))
    case .refuse(let failure): self = .end(.failed(issue: nil, failure: DiagnosedFailure(failure)))
    case .delivered(let address): self = .end(.delivered(pullRequest: address))
    // Catching up pays for no session and changes nothing of what comes next.
    case .catchUp, .walk: self.init(walking: view)
    }
  }

  private init(walking view: PRDView) {
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
