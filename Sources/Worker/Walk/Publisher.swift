import Shared

/// Turns collected work into the issue's one commit and pushes it from the host, with the operator's credential. Pushes
/// are never forced: what somebody else pushed meanwhile is built upon.
struct Publisher {
  let branch: PRDBranch
  let journal: RunJournal

  /// How a push ended.
  enum Outcome: Equatable {
    case published(commit: String)
    /// Origin has something else than `known` said: this.
    case moved(PRDBranch.View)
  }

  /// Publishes the snapshot as one commit on `tip`. `known` is what origin is believed to have: the push itself looks
  /// whether that holds. Throws KB-R007 on a conflict, KB-R008 when origin refuses.
  func publish(
    _ work: CollectedWork, message: String, tip: String, knowing known: PRDBranch.View
  ) throws -> Outcome {
    let commit = try commit(work, message: message, on: tip)
    guard let why = try refusal(of: commit, expecting: known.branch) else { return .published(commit: commit) }
    let now = try branch.read(knowing: known)
    if try holds(now.branch, commit) { return .published(commit: commit) }
    guard now.branch == known.branch else { return .moved(now) }
    throw OriginOutage.passes(why)
      ? ExpectedFailure.originUnreachable("take \(branch.name)", why: why)
      : .pushRejected(branch.name, why: why)
  }

  /// A commit that an earlier run had made for the same work on the same tip is taken again, not made again.
  private func commit(_ work: CollectedWork, message: String, on tip: String) throws -> String {
    if case .committed(_, tip, let commit, _) = ResumePoint(journal.lines).work[work.issue],
      try branch.git.result(["cat-file", "-e", "\(commit)^{commit}"]).succeeded
    {
      return commit
    }
    let tree = try tree(of: work, on: tip)
    let commit = try branch.git.output(["commit-tree", tree, "-p", tip, "-F", "-"], input: .text(message))
    try branch.git.output(["update-ref", branch.ref("commit"), commit])
    // On another tip it is a merge, which nobody has checked.
    let checks = tip == work.base && !work.checks.isEmpty ? work.checks : nil
    try journal.append(.committed(issue: work.issue, parent: tip, commit: commit, checks: checks))
    return commit
  }

  /// Names the work's tree, merged with what came onto the branch since the session began.
  private func tree(of work: CollectedWork, on tip: String) throws -> String {
    if tip == work.base { return "\(work.snapshot)^{tree}" }
    guard let tree = try branch.git.mergedTree(of: tip, work.snapshot) else {
      let saved = try branch.freeSavedRef("issue-\(work.issue)")
      try branch.git.output(["update-ref", saved, work.snapshot])
      // The next run must not meet the same conflict again: it starts from what is there now.
      try journal.append(.sessionFailed(issue: work.issue))
      throw ExpectedFailure.branchConflict(branch.name, issue: work.issue, savedAs: saved)
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
  private func refusal(of commit: String, expecting tip: String?) throws -> String? {
    let result = try branch.git.result(
      [
        "push", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no", "--porcelain",
        "--force-with-lease=refs/heads/\(branch.name):\(tip ?? "")", "origin", "\(commit):refs/heads/\(branch.name)",
      ], limit: .seconds(300))
    if result.succeeded { return nil }
    // `--porcelain` marks a refused ref with `!` on standard output; without that line origin was not reached.
    let refusal = result.output.split(separator: "\n").first { $0.hasPrefix("!") }
    if let refusal { return SafeText.line(String(refusal)) + "\n" + Git.reason(result) }
    if try holds(branch.read().branch, commit) { return nil }
    throw ExpectedFailure.originFailed("take \(branch.name)", why: Git.remoteReason(result))
  }
}

/// Refusals of a push that are no decision of origin's, but a failure within it.
enum OriginOutage {
  /// Text that git prints when the other side broke (transport.c, send-pack.c) and that GitHub's hooks answer in an outage.
  private static let signs = [
    "[remote failure]", "failed to report status", "internal server error", "unpacker error", "timed out",
  ]

  /// Whether the same push may succeed later.
  static func passes(_ refusal: String) -> Bool {
    let text = refusal.lowercased()
    return signs.contains { text.contains($0) }
  }
}

/// An issue's work on the host: a snapshot commit whose only parent is `base`.
struct CollectedWork: Equatable {
  let issue: Int
  let base: String
  let snapshot: String
  /// Checks of the repository that it has passed, as a person would type them.
  var checks: [String] = []
}
