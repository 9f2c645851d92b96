import KBFailures
import KBRepository
import KBState
import KBSystem

/// Makes the one commit of an issue from its collected work.
struct IssueCommits {
  let branch: PRDBranch
  let journal: RunJournal
  let gate: Gate

  /// The commit of the work on `tip`. One that an earlier run had made for the same work on the same tip is taken again
  /// where it would be the same today; one with another message or by another identity, which origin may have refused, is
  /// made anew of its tree. Throws KB-R007 on a conflict.
  func commit(_ work: CollectedWork, message: String, on tip: String) throws -> String {
    guard case .committed(tip, let old, let checks) = ResumePoint(journal.lines).work[work.issue],
      let words = try words(of: old)
    else {
      // On another tip it is a merge, which nobody has checked.
      let checks = tip == work.base && !work.checks.isEmpty ? work.checks : nil
      return try note(make(try tree(of: work, on: tip), message, on: tip), of: work.issue, on: tip, checks)
    }
    let new = try make("\(old)^{tree}", message, on: tip)
    return try self.words(of: new) == words ? old : note(new, of: work.issue, on: tip, checks)
  }

  /// nil where the commit is not here.
  private func words(of commit: String) throws -> CommitWords? {
    let raw = try branch.git.result(["cat-file", "commit", commit])
    return raw.succeeded ? CommitWords(raw.output) : nil
  }

  private func make(_ tree: String, _ message: String, on tip: String) throws -> String {
    try branch.git.output(["commit-tree", tree, "-p", tip, "-F", "-"], input: .text(message))
  }

  /// Remembers the commit before it is pushed.
  private func note(_ commit: String, of issue: Int, on tip: String, _ checks: [String]?) throws -> String {
    try branch.git.output(["update-ref", branch.ref("commit"), commit])
    try journal.append(.committed(issue: issue, parent: tip, commit: commit, checks: checks))
    return commit
  }

  /// Names the work's tree, merged with what came onto the branch since the session began.
  private func tree(of work: CollectedWork, on tip: String) throws -> String {
    if tip == work.base { return "\(work.snapshot)^{tree}" }
    // Nothing is merged with work that would not pass by itself.
    _ = try gate.pass(work.snapshot, on: work.base, issue: work.issue)
    guard let tree = try gate.plainly({ try $0.mergedTree(of: tip, work.snapshot) }) else {
      let saved = try branch.freeSavedRef("issue-\(work.issue)")
      try branch.git.output(["update-ref", saved, work.snapshot])
      // The next run must not meet the same conflict again: it starts from what is there now.
      try journal.append(.sessionFailed(issue: work.issue))
      throw ExpectedFailure.branchConflict(branch.name, prd: branch.prd, issue: work.issue, savedAs: saved)
    }
    return tree
  }
}
