import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBText

/// One session on an AFK Issue, with what the journal must know of it.
struct IssueSession {
  let turn: SessionTurn
  let agent: SandboxedAgent
  let journal: RunJournal
  let narrator: Narrator
  let prompts: IssuePrompts

  /// The agent's last message, masked. `base` is the commit that the work goes on top of; `red` is the check that an
  /// earlier session has left red, whose work is in the tree already.
  func run(
    on issue: ImplementationIssue, in view: PRDView, base: String, red: AgentPrompt.RedCheck? = nil
  ) throws -> String {
    let aim = view.aim(red == nil ? .issue : .repair, on: issue.number)
    return try turn.whenFree {
      try agent.ledger.requireLeave(for: aim)
      let found = red == nil ? try prepared(for: issue, in: view, base: base) : nil
      try turn.waitForBrakes()
      narrator.enter(.agent, issue: issue.number)
      try journal.append(.sessionStarted(issue: issue.number, base: base))
      return try paid(
        prompts.prompt(for: issue, in: view, red: red, found: found),
        for: aim, issue: issue.number, base: base)
    }
  }

  private func prepared(
    for issue: ImplementationIssue, in view: PRDView, base: String
  ) throws -> PreparedWorkspace {
    let ready = try turn.workplace.prepare(
      "\(issue.number)", at: base, originRef: view.originRef(of: prompts.branch))
    if ready.keptWork { narrator.note("unfinished work on #\(issue.number) was found and is continued") }
    return ready
  }

  private func paid(_ prompt: AgentPrompt, for aim: SessionAim, issue: Int, base: String) throws -> String {
    do {
      let said = try agent.run(prompt, for: aim, in: turn.sandbox)
      let message = SafeText.cut(narrator.redaction.mask(said), to: 4000)
      try journal.append(.sessionSucceeded(issue: issue, base: base, message: message))
      return message
    } catch let failure as ExpectedFailure {
      try journal.append(.sessionFailed(issue: issue))
      throw failure
    }
  }
}

/// The prompts of sessions on AFK Issues.
struct IssuePrompts {
  let settings: RunSettings
  let branch: PRDBranch
  /// What origin or the gate said against an issue's earlier work, by issue.
  let refusals: [Int: String]

  /// `found` is the clone as it was made ready; nil for a repair session.
  func prompt(
    for issue: ImplementationIssue, in view: PRDView, red: AgentPrompt.RedCheck?, found: PreparedWorkspace?
  ) -> AgentPrompt {
    AgentPrompt.afk(
      issue, of: view.plan(branch: branch.name), red: red, refusal: refusals[issue.number],
      unfinished: found?.unfinished, elsewhere: found?.elsewhere ?? [], protected: settings.protectedPaths,
      allowed: settings.user.allowedPaths, extension: settings.prompts.afkIssue, fence: Fence.word())
  }
}

/// A word that no text from the tracker can know.
enum Fence {
  /// Another one for each session.
  static func word() -> String { "data-" + String(UInt64.random(in: .min ... .max), radix: 36) }
}
