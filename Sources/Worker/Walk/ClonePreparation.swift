import Shared

/// Brings the clone inside a sandbox to a commit for a task.
struct ClonePreparation {
  let sandbox: PRDSandbox
  let carrier: SavedWorkCarrier
  let committer: Committer
  let reporter: Reporter
  /// Name of the PRD Branch.
  let branch: String

  /// Work of the same task that is found there is kept for the next session; what else is in the way comes to the host.
  func bringClone(to commit: String, for task: String, originRef: String) throws -> PreparedWorkspace {
    let identity = try committer.identity()
    let prepared = try sandbox.workspace.prepare(
      WantedWorkspace(
        branch: branch, commit: commit, originRef: originRef, issue: task, userName: identity.name,
        userEmail: identity.email, saveLabel: carrier.run))
    for path in prepared.nested {
      reporter.note("the nested repository \(path) was in the way; it is in .git/krutrimbox/saved of the sandbox")
    }
    try carrier.bringAndTell(prepared.saved)
    return prepared
  }

  /// Whether a failure comes from a sandbox that an earlier version made: it shows the operator's clone inside, where
  /// later commits are not.
  func isForWantOfNewSandbox(_ failure: ExpectedFailure) -> Bool {
    failure.code == .sandboxWorkspaceFailed && sandbox.backend.isOfEarlierVersion(sandbox.spec)
  }

  /// Removes such a sandbox once all that is in it alone is on the host. Throws `failure` where it must stay.
  func removeOldSandbox(after failure: ExpectedFailure) throws {
    guard try carrier.bringRest(beside: []) == nil else { throw failure }
    reporter.note("the sandbox, which an earlier version made from your clone, is replaced")
    try sandbox.remove()
  }
}
