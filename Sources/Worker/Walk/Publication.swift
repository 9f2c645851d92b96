import KBDomain
import KBFailures
import KBProtocol
import KBRepository

/// Publishes verified work, unless the PRD has changed so that it must not be.
struct Publication {
  let reader: PRDReader
  let unpublished: UnpublishedWork
  let push: IssuePush
  let next: AfterPublish
  let narrator: Narrator

  /// So many pushes may be outrun by others.
  static let tries = 3

  /// Returns the PRD as it is afterwards. `view` is the PRD as the forge has it now. Throws KB-R008 where others push all
  /// the time.
  func publish(_ work: CollectedWork, for issue: ImplementationIssue, in view: PRDView) throws -> PRDView {
    var fresh = view
    let outrun = ExpectedFailure.pushOutrun(push.publisher.branch.name)
    return try RetryPlan.after(Array(repeating: .zero, count: Self.tries - 1)) { $0 == outrun }.attempt {
      switch PublicationStep(issue: issue.number, in: fresh, owners: reader.owners.logins) {
      case .drop:
        try unpublished.drop(work)
        return fresh
      case .postpone(let reason):
        try unpublished.postpone(work, because: reason)
        return fresh
      case .refuse(let failure): throw failure
      case .push: break
      }
      narrator.enter(.publish, issue: issue.number)
      switch try push.push(work, for: issue, in: fresh) {
      case .moved(let branch):
        fresh = try reader.view(fresh, at: branch)
        throw outrun
      case .published(let commit):
        narrator.tell(.published(issue: issue.number, commit: commit))
        return try next.finish(commit, for: issue.number, in: fresh)
      }
    } wait: { _, _ in
    }
  }
}

/// What is done with verified work, by the PRD as it is after the session. Pure.
enum PublicationStep: Equatable {
  case push
  /// It is kept under a ref for people: the issue is done by now, or no longer in the plan.
  case drop
  /// It is kept under a ref, and the run after the reason is gone publishes it.
  case postpone(reason: String)
  /// A person has closed the pull request (KB-P011).
  case refuse(ExpectedFailure)

  /// `view` is the PRD as it is now, `owners` are logins whose PRDs are worked on.
  init(issue: Int, in view: PRDView, owners: [String]) {
    if view.needsNoCommit(for: issue) {
      self = .drop
    } else if let reason = view.reasonToSkip(owners: owners) {
      self = .postpone(reason: reason)
    } else {
      do {
        try view.requirePullRequestNotClosed()
        self = .push
      } catch {
        self = .refuse(error)
      }
    }
  }
}
