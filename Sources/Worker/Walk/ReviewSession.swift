import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBText

/// A session that reviews a commit, and answers by schema.
struct ReviewSession {
  let turn: SessionTurn
  let agent: SandboxedAgent
  let attempts: SessionAttempts
  let ground: ReviewGround

  /// What a reviewer said.
  enum Word: Equatable {
    case answer(ReviewAnswer)
    /// What it said last, masked and cut, where it never kept to the form; may be empty.
    case prose(String)
  }

  /// Sessions that may miss the form.
  private static let tries = 2

  /// The first answer that keeps to the form. A session that fails is repeated as one for an issue is. Throws its failure,
  /// also where it says nothing.
  func run(_ prompt: AgentPrompt, for aim: SessionAim, at tip: String) throws -> Word {
    var said = ""
    for attempt in 1...Self.tries {
      let message = try attempts.run { try turn.whenFree { try ask(prompt, for: aim, at: tip) } }
      if let answer = ReviewAnswer(message) { return .answer(answer) }
      if !message.isEmpty { said = message }
      agent.narrator.note(
        "the review of \(agent.agent.name.rawValue) is not in the form that was asked for"
          + (attempt < Self.tries ? "; it is asked once more" : ""))
    }
    return .prose(SafeText.cut(agent.narrator.redaction.mask(said), to: 60_000))
  }

  /// Empty where the agent could not put its answer into the form.
  private func ask(_ prompt: AgentPrompt, for aim: SessionAim, at tip: String) throws -> String {
    try agent.ledger.requireLeave(for: aim)
    return try ground.with(tip) { sandbox in
      try turn.waitForBrakes()
      agent.narrator.enter(.review)
      do {
        let message = try agent.run(prompt, for: aim, in: sandbox, schema: ReviewSchema.text)
        guard message.contains(where: { !$0.isWhitespace }) else { throw ExpectedFailure.reviewEmpty(agent.agent.name) }
        return message
      } catch let failure as ExpectedFailure where failure.code == .answerFormBroken {
        return ""
      }
    }
  }
}
