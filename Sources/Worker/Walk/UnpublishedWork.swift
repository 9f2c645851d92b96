import KBRepository
import KBState

/// Keeps work that is not pushed under a ref of its own.
struct UnpublishedWork {
  let branch: PRDBranch
  let journal: RunJournal
  let narrator: Narrator

  /// For people alone: no run takes it up.
  func drop(_ work: CollectedWork) throws {
    let ref = try save(work)
    try journal.append(.sessionFailed(issue: work.issue))
    narrator.note(
      "#\(work.issue) needs no commit any more; the work on it is kept: kb saved \(branch.prd) (\(ref))")
  }

  /// The journal still has the work: the run after the reason is gone goes on with it.
  func postpone(_ work: CollectedWork, because reason: String) throws {
    let ref = try save(work)
    narrator.note(
      "#\(work.issue) is not published now (\(reason)); the work on it is kept: kb saved \(branch.prd) (\(ref)), and "
        + "the next run publishes it once the PRD is ready again")
  }

  private func save(_ work: CollectedWork) throws -> String {
    let ref = try branch.freeSavedRef("issue-\(work.issue)")
    try branch.git.output(["update-ref", ref, work.snapshot])
    return ref
  }
}
