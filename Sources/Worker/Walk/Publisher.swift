import Shared

/// Turns collected work into the issue's one commit and pushes it from the host, with the operator's credential. Pushes
/// are never forced: what somebody else pushed meanwhile is built upon.
struct Publisher {
  let branch: PRDBranch
  let journal: RunJournal
  let gate: Gate
  /// The forge's host, for the pages and commands that a remedy names.
  let host: String

  /// How a push ended.
  enum Outcome: Equatable {
    case published(commit: String)
    /// Origin has something else than `known` said: this.
    case moved(PRDBranch.View)
  }

  /// Publishes the snapshot as one commit on `tip`. `known` is what origin is believed to have: the push itself looks
  /// whether that holds. Throws KB-R007 on a conflict, what the gate refuses, or what a `PushRefusal` comes to.
  func publish(
    _ work: CollectedWork, message: String, tip: String, knowing known: PRDBranch.View
  ) throws -> Outcome {
    let commit = try commit(work, message: message, on: tip)
    let passed = try gate.pass(commit, on: tip, issue: work.issue)
    guard let refusal = try refusal(of: passed, expecting: known.branch) else { return .published(commit: commit) }
    let now = try branch.read(knowing: known)
    if try holds(now.branch, commit) { return .published(commit: commit) }
    guard now.branch == known.branch else { return .moved(now) }
    throw refusal.failure(branch.name)
  }

  /// A commit that an earlier run had made for the same work on the same tip is taken again where it would be the same
  /// today; one with another message or by another identity, which origin may have refused, is made anew of its tree.
  private func commit(_ work: CollectedWork, message: String, on tip: String) throws -> String {
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

  /// Whether a push has arrived whose answer was lost: the tip, which is here, is the commit or was built on it since.
  private func holds(_ tip: String?, _ commit: String) throws -> Bool {
    guard let tip else { return false }
    return try tip == commit || branch.git.result(["merge-base", "--is-ancestor", commit, tip]).succeeded
  }

  /// Why origin did not take the commit; nil when it has it. `tip` is where its branch must be, nil where there must be
  /// none: the commit is on top of that, so that the lease (git-push(1)) forces nothing. It is one more look at origin.
  private func refusal(of passed: Gate.Passed, expecting tip: String?) throws -> PushRefusal? {
    let result = try branch.git.result(
      [
        "push", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no", "--porcelain",
        "--force-with-lease=refs/heads/\(branch.name):\(tip ?? "")", "origin",
        "\(passed.commit):refs/heads/\(branch.name)",
      ], limit: .seconds(300))
    if result.succeeded { return nil }
    let refusal = PushRefusal(output: result.output, errors: result.errors, branch: branch.name, host: host)
    // `--porcelain` marks a refused ref with `!` on standard output; without that line origin was not reached, or a proxy
    // would not take so much.
    if result.output.hasPrefix("!") || result.output.contains("\n!") || refusal.kind == .content { return refusal }
    if try holds(branch.read().branch, passed.commit) { return nil }
    throw try branch.git.originFailure("take \(branch.name)", result)
  }
}

/// An issue's work on the host: a snapshot commit whose only parent is `base`.
struct CollectedWork: Equatable {
  let issue: Int
  let base: String
  let snapshot: String
  /// Checks of the repository that it has passed, as a person would type them.
  var checks: [String] = []
  /// What the session made and what is not in it; nil where nobody has looked yet.
  var leftOut: LeftOut?
}
