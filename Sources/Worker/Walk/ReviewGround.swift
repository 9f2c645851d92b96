import KBDomain
import KBRepository

/// Where a commit is looked at: the PRD Sandbox, or a clean one.
struct ReviewGround {
  let workplace: Workplace
  let sandbox: PRDSandbox
  let branch: PRDBranch
  /// nil where no clean sandbox is wanted.
  let fresh: FreshSandbox?

  /// Does something while the clone is at the commit. Nothing that it changes there is kept.
  func with<Result>(_ commit: String, _ body: (PRDSandbox) throws -> Result) throws -> Result {
    let originRef = "refs/heads/\(branch.name)"
    if let fresh { return try fresh.with(commit, originRef: originRef, body) }
    _ = try workplace.prepare("review", at: commit, originRef: originRef)
    return try body(sandbox)
  }
}
