import KBDomain
import KBForges
import KBState

/// Hands a reviewed PRD over to people.
struct Handover {
  let catchUp: CatchUp
  let comparison: BaseComparison
  let gate: ReadyGate
  let posting: ReviewPosting
  let journal: RunJournal

  /// What people were told on the pull request at the address `url`.
  enum End: Equatable {
    /// That it is theirs now: it is out of draft. `conflicts` is what conflicts with the base branch; nil where nothing
    /// does.
    case delivered(url: String, conflicts: BaseConflicts?)
    /// Why it stays a draft.
    case notReady(url: String, reasons: [String])
  }

  /// Leaving draft comes last: it says that all the rest is done.
  func handOver(_ view: PRDView, _ judgement: Judgement) throws -> End {
    // People's commits may have finished an issue that no run has closed yet; none will after the delivery.
    let pull = try catchUp.finish(view).snapshot.pullRequest ?? catchUp.pullRequest.save(view)
    let reasons = try gate.reasons(against: view, judgement)
    guard reasons.isEmpty else {
      try posting.post(judgement, notReady: reasons, on: pull, of: view)
      return .notReady(url: pull.url, reasons: reasons)
    }
    let conflicts = try comparison.conflicts(of: view)
    try posting.post(judgement, conflicts, on: pull, of: view)
    try journal.append(.delivered(head: view.branch.tip))
    if pull.isDraft { try posting.forge.markReady(pull) }
    return .delivered(url: pull.url, conflicts: conflicts)
  }
}
