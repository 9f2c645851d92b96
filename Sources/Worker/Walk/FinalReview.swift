import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBState
import KBText

/// The final review of a PRD: from an earlier run where it was paid for, else from a session.
struct FinalReview {
  /// nil where no earlier run has paid for one.
  let paid: PaidReview?
  let session: ReviewSession
  let posting: ReviewPosting
  let journal: RunJournal
  /// The repository's addition to the prompt; nil where there is none.
  let addition: String?

  /// Throws the failure of the last session; people were told of it on the pull request then.
  func review(of view: PRDView) throws -> Review {
    let tip = view.branch.tip
    if let paid, paid.head == tip { return Review(commit: tip, text: paid.text) }
    let branch = session.branch
    let prompt = AgentPrompt.finalReview(
      of: view.plan(branch: branch.name), base: try branch.forkPoint(view.branch), extension: addition,
      fence: Fence.word())
    let text: String
    do {
      text = try session.run(prompt, for: view.aim(.review), at: tip)
    } catch let failure as ExpectedFailure where failure.failureClass == .agent {
      posting.tell(failure, of: view)
      throw failure
    }
    try journal.append(.reviewed(head: tip, text: text))
    return Review(commit: tip, text: text)
  }
}

/// A session that reviews a commit, in the PRD Sandbox or in a clean one.
struct ReviewSession {
  let turn: SessionTurn
  let agent: SandboxedAgent
  let attempts: SessionAttempts
  let branch: PRDBranch
  /// nil where no clean sandbox is wanted.
  let fresh: FreshSandbox?

  /// What the session says, masked and cut. It is repeated as one for an issue is. Throws its failure, also where it says
  /// nothing.
  func run(_ prompt: AgentPrompt, for aim: SessionAim, at tip: String) throws -> String {
    let message = try attempts.run {
      let message = try turn.whenFree { try ask(prompt, for: aim, at: tip) }
      guard message.contains(where: { !$0.isWhitespace }) else { throw ExpectedFailure.reviewEmpty(agent.agent.name) }
      return message
    }
    return SafeText.cut(agent.narrator.redaction.mask(message), to: 60_000)
  }

  private func ask(_ prompt: AgentPrompt, for aim: SessionAim, at tip: String) throws -> String {
    try agent.ledger.requireLeave(for: aim)
    let originRef = "refs/heads/\(branch.name)"
    if let fresh { return try fresh.with(tip, originRef: originRef) { try ask(prompt, for: aim, in: $0) } }
    _ = try turn.workplace.prepare("review", at: tip, originRef: originRef)
    return try ask(prompt, for: aim, in: turn.sandbox)
  }

  private func ask(_ prompt: AgentPrompt, for aim: SessionAim, in sandbox: PRDSandbox) throws -> String {
    try turn.waitForBrakes()
    agent.narrator.enter(.review)
    return try agent.run(prompt, for: aim, in: sandbox)
  }
}
