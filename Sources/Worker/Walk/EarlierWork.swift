import KBDomain
import KBRepository
import KBSandboxes
import KBState
import KBSystem

/// Looks whether what an earlier run has paid for is still there.
struct EarlierWork {
  let paid: [Int: PaidWork]
  let branch: PRDBranch
  let workplace: Workplace
  let patience: Patience
  let narrator: Narrator

  /// Where the work on an issue begins. `hasChecks` says whether the repository has any: they need the sandbox as well.
  func start(on issue: ImplementationIssue, in view: PRDView, hasChecks: Bool) throws -> WorkStart {
    let start = WorkStart(paid[issue.number], issue: issue.number)
    if let commit = start.neededCommit,
      try !branch.git.result(["cat-file", "-e", "\(commit)^{commit}"]).succeeded
    {
      return .session
    }
    if let base = start.neededBase(hasChecks: hasChecks), try !keepsWork(issue.number, base, in: view) {
      return .session
    }
    if let note = start.note(issue: issue.number) { narrator.note(note) }
    return start
  }

  private func keepsWork(_ issue: Int, _ base: String, in view: PRDView) throws -> Bool {
    try patience.run {
      try workplace.prepare("\(issue)", at: base, originRef: view.originRef(of: branch)).keptWork
    }
  }
}
