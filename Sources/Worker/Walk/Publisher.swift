import KBDomain
import KBFailures
import KBRepository
import KBState
import KBSystem

/// Turns collected work into the issue's one commit and pushes it from the host, with the operator's credential. Pushes
/// are never forced: what somebody else pushed meanwhile is built upon.
struct Publisher {
  let commits: IssueCommits
  let branch: PRDBranch
  let gate: Gate
  /// The forge's host, for the pages and commands that a remedy names.
  let host: String

  /// How a push ended.
  enum Outcome: Equatable {
    case published(commit: String)
    /// Origin has something else than it was believed to have: this.
    case moved(BranchView)

    /// After a push that origin refused. It had arrived where `hasArrived` says so: the answer to an earlier push was
    /// lost. `known` is what origin was believed to have, `now` what it has. Throws the refusal where nothing else
    /// explains it.
    init(
      of commit: String, after refusal: PushRefusal, branch: String, known: BranchView, now: BranchView,
      hasArrived: Bool
    ) throws(ExpectedFailure) {
      if hasArrived {
        self = .published(commit: commit)
      } else if now.branch != known.branch {
        self = .moved(now)
      } else {
        throw refusal.failure(branch)
      }
    }
  }

  /// Publishes the snapshot as one commit on `tip`. `known` is what origin is believed to have: the push itself looks
  /// whether that holds. Throws KB-R007 on a conflict, what the gate refuses, or what a `PushRefusal` comes to.
  func publish(
    _ work: CollectedWork, message: String, tip: String, knowing known: BranchView
  ) throws -> Outcome {
    let commit = try commits.commit(work, message: message, on: tip)
    let passed = try gate.pass(commit, on: tip, issue: work.issue)
    let result = try push(passed, expecting: known.branch)
    switch PushAnswer(result, branch: branch.name, host: host) {
    case .taken: return .published(commit: commit)
    case .lost:
      if try holds(branch.read().branch, commit) { return .published(commit: commit) }
      throw try branch.git.originFailure("take \(branch.name)", result)
    case .refused(let refusal):
      let now = try branch.read(knowing: known)
      return try Outcome(
        of: commit, after: refusal, branch: branch.name, known: known, now: now,
        hasArrived: holds(now.branch, commit))
    }
  }

  /// Whether a push has arrived whose answer was lost: the tip, which is here, is the commit or was built on it since.
  private func holds(_ tip: String?, _ commit: String) throws -> Bool {
    guard let tip else { return false }
    return try tip == commit || branch.git.result(["merge-base", "--is-ancestor", commit, tip]).succeeded
  }

  /// `tip` is where origin's branch must be, nil where there must be none: the commit is on top of that, so that the lease
  /// (git-push(1)) forces nothing. It is one more look at origin.
  private func push(_ passed: Gate.Passed, expecting tip: String?) throws -> CommandResult {
    try branch.git.result(
      [
        "push", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no", "--porcelain",
        "--force-with-lease=refs/heads/\(branch.name):\(tip ?? "")", "origin",
        "\(passed.commit):refs/heads/\(branch.name)",
      ], limit: .seconds(300))
  }
}

/// What the end of `git push --porcelain` says of one ref. Pure.
enum PushAnswer: Equatable {
  case taken
  case refused(PushRefusal)
  /// Origin was not reached, or its answer did not come back.
  case lost

  /// `host` is the forge's, for the pages and commands that a remedy names.
  init(_ result: CommandResult, branch: String, host: String) {
    if result.succeeded {
      self = .taken
      return
    }
    let refusal = PushRefusal(output: result.output, errors: result.errors, branch: branch, host: host)
    // A refused ref is marked with `!` on standard output; without that line a proxy may not have taken so much.
    let isMarked = result.output.hasPrefix("!") || result.output.contains("\n!")
    self = isMarked || refusal.kind == .content ? .refused(refusal) : .lost
  }
}
