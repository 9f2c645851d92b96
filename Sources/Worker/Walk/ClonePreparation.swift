import KBDomain
import KBFailures
import KBSandboxes

/// Brings the clone inside a sandbox to a commit for a task.
struct ClonePreparation {
  let sandbox: PRDSandbox
  let carrier: SavedWorkCarrier
  let committer: Committer
  let narrator: Narrator
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
      narrator.note("the nested repository \(path) was in the way; it is in .git/krutrimbox/saved of the sandbox")
    }
    try carrier.bringAndTell(prepared.saved)
    return prepared
  }

  /// Whether a failure says that the clone can't be made ready, as in a sandbox that must be replaced.
  func mayWantNewSandbox(_ failure: ExpectedFailure) -> Bool { failure.code == .sandboxWorkspaceFailed }

  /// Removes the sandbox where a session has ruined the clone, or where an earlier version made it: that shows the operator's
  /// clone inside, where later commits are not. What is in it alone is on the host before; of a ruined clone that may be
  /// impossible, which is told. Throws `failure` where the sandbox must stay.
  func removeOldSandbox(after failure: ExpectedFailure) throws {
    let isRuined = try sandbox.workspace.isRuined()
    guard isRuined || sandbox.backend.isOfEarlierVersion(sandbox.spec) else { throw failure }
    let rescue = Result { try carrier.bringRest(beside: []) }
    let ruin = "a session has ruined the clone in the sandbox, which is replaced"
    switch rescue {
    case .success(nil) where isRuined: narrator.note(ruin, isForSummary: true)
    case .success(nil): narrator.note("the sandbox, which an earlier version made from your clone, is replaced")
    case .failure(is ExpectedFailure) where isRuined:
      narrator.note(
        "\(ruin): none of the work that was not pushed could be saved; origin still has all of its commits",
        isForSummary: true)
    case .success: throw failure
    case .failure(let other): throw other
    }
    try sandbox.remove()
  }
}
