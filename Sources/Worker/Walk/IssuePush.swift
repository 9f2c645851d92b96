import KBDomain
import KBProtocol
import KBRepository
import KBState
import KBSystem

/// Pushes an issue's commit, and notes that it is published.
struct IssuePush {
  let publisher: Publisher
  let texts: FactoryTexts
  let retraction: WorkRetraction
  let patience: Patience
  let journal: RunJournal

  /// Throws what `Publisher.publish` throws. Work that is refused for what is in it is taken back.
  func push(
    _ work: CollectedWork, for issue: ImplementationIssue, in view: PRDView
  ) throws -> Publisher.Outcome {
    let message = texts.commitMessage(issue, in: view)
    let tip = try tip(for: work, in: view)
    let outcome = try retraction.retracting(issue.number) {
      try patience.run { try publisher.publish(work, message: message, tip: tip, knowing: view.branch) }
    }
    if case .published(let commit) = outcome {
      try journal.append(.published(issue: issue.number, commit: commit))
    }
    return outcome
  }

  /// Where the commit goes on top. The first one of a PRD Branch stays on the commit of the base branch that its session
  /// began on, however the base branch has moved on since.
  private func tip(for work: CollectedWork, in view: PRDView) throws -> String {
    guard view.branch.branch == nil, work.base != view.branch.base else { return view.branch.tip }
    let isOnBase = try publisher.branch.git.result(["merge-base", "--is-ancestor", work.base, view.branch.base])
    return isOnBase.succeeded ? work.base : view.branch.tip
  }
}
