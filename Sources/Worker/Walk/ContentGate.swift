import KBFailures
import KBRepository
import KBState
import KBText

/// The gate for collected work, before it is paid for further. What is pushed in the end is looked at again.
struct ContentGate {
  let gate: Gate
  let retraction: WorkRetraction

  /// Throws what the gate refuses; the work is taken back then.
  func pass(_ work: CollectedWork) throws {
    _ = try retraction.retracting(work.issue) { try gate.pass(work.snapshot, on: work.base, issue: work.issue) }
  }
}

/// Takes work back where origin or the gate refuses what is in it: the next run would push the same commit for ever. The
/// next session is told.
struct WorkRetraction {
  let journal: RunJournal
  let narrator: Narrator

  /// Does a step that may refuse the work on an issue, and throws what it throws.
  func retracting<Result>(_ issue: Int, _ step: () throws -> Result) throws -> Result {
    do {
      return try step()
    } catch let failure as ExpectedFailure where failure.refusesContent {
      let words = failure.code == .pushContentRefused ? failure.why ?? "" : failure.what
      let refusal = SafeText.cut(narrator.redaction.mask(words), to: 2000)
      try journal.append(.sessionFailed(issue: issue, refusal: refusal))
      throw failure
    }
  }
}
