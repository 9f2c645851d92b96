import KBDomain
import KBForges
import KBState

/// Hands a reviewed PRD over to people.
struct Handover {
  let catchUp: CatchUp
  let comparison: BaseComparison
  let posting: ReviewPosting
  let journal: RunJournal

  /// Returns the pull request's address, and what conflicts with the base branch; nil where nothing does.
  func handOver(_ view: PRDView, _ review: Review) throws -> (url: String, conflicts: BaseConflicts?) {
    // People's commits may have finished an issue that no run has closed yet; none will after the delivery.
    let pull = try catchUp.finish(view).snapshot.pullRequest ?? catchUp.pullRequest.save(view)
    let conflicts = try comparison.conflicts(of: view)
    try posting.post(review.text(for: view.branch.tip), conflicts, on: pull, of: view)
    try journal.append(.delivered(head: view.branch.tip))
    if pull.isDraft { try posting.forge.markReady(pull) }
    return (pull.url, conflicts)
  }
}
