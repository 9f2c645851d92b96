import KBAgents
import KBDomain
import KBFailures
import KBState
import KBText

/// Work on an issue by sessions: each is run, and what it left is collected.
struct SessionWork {
  let session: IssueSession
  let collection: WorkCollection
  let attempts: SessionAttempts
  let journal: RunJournal
  let narrator: Narrator

  /// The work of a fresh session on the PRD Branch's tip, which is repeated while `limits.attempts` allows it.
  func fresh(on issue: ImplementationIssue, in view: PRDView) throws -> CollectedWork {
    let base = view.branch.tip
    return try attempts.run {
      try collect(issue.number, base: base, message: try session.run(on: issue, in: view, base: base))
    }
  }

  /// The work once a repair session has got the output of a red check.
  func repaired(
    _ work: CollectedWork, _ red: AgentPrompt.RedCheck, on issue: ImplementationIssue, in view: PRDView
  ) throws -> CollectedWork {
    var red = red
    red.leftOut = work.leftOut
    narrator.note("`\(red.command)` is red for #\(issue.number); a fresh session gets its output")
    _ = try session.run(on: issue, in: view, base: work.base, red: red)
    return try collect(issue.number, base: work.base, message: "")
  }

  /// What a session has left, of which `message` is the agent's last one. Throws `agentChangedNothing` where no file
  /// differs.
  func collect(_ issue: Int, base: String, message: String) throws -> CollectedWork {
    let collected = try collection.collect(issue, base: base)
    if let work = collected.work { return work }
    try journal.append(.sessionFailed(issue: issue))
    let named = collected.leftOut.sentences(SafeText.line).joined(separator: "\n")
    throw ExpectedFailure.agentChangedNothing(
      issue: issue, message: SafeText.cut(SafeText.block(message), to: 2000), leftOut: named)
  }
}
