import KBConfiguration
import KBFailures
import KBProtocol
import KBState

/// Keeps the count of a PRD's sessions: in the journal, where it outlives every run, and for the Supervisor.
struct SessionLedger {
  let journal: RunJournal
  let limits: RunSettings.Limits
  let narrator: Narrator

  /// Throws KB-P016 where the PRD has had all that it may have.
  func requireLeave(for aim: SessionAim) throws(ExpectedFailure) {
    let ceiling = ceiling(for: aim)
    if ceiling.isReached { tell(ceiling) }
    try ceiling.require(prd: narrator.record.prd)
  }

  /// Counts a session that starts now, before anything of it does. Throws KB-P016, and KB-M004 where it can't be written
  /// down: what can't be counted must not start.
  func begin(_ aim: SessionAim) throws(ExpectedFailure) {
    try requireLeave(for: aim)
    try journal.append(.sessionCounted(purpose: aim.purpose, issue: aim.issue))
    tell(ceiling(for: aim))
  }

  /// Notes what a session has used; `failure` is nil where it ended well. Throws KB-M004.
  func end(_ aim: SessionAim, tokens: Int, _ failure: ExpectedFailure?) throws(ExpectedFailure) {
    let wasTurnedAway = tokens == 0 && failure?.turnsSessionsAway == true
    try journal.append(
      .sessionSpent(purpose: aim.purpose, tokens: tokens, wasTurnedAway: wasTurnedAway ? true : nil))
    tell(ceiling(for: aim))
  }

  private func ceiling(for aim: SessionAim) -> SessionCeiling {
    SessionCeiling(SessionCount(journal.lines), limits, issueCount: aim.issueCount)
  }

  private func tell(_ ceiling: SessionCeiling) {
    narrator.tell(
      .ceiling(
        sessions: ceiling.count.sessions, of: ceiling.sessions, tokens: ceiling.count.tokens, ofTokens: ceiling.tokens))
  }
}

extension ExpectedFailure {
  /// Whether it says that nobody took the session on, which then worked on nothing.
  fileprivate var turnsSessionsAway: Bool {
    switch failureClass {
    case .usageLimit, .overloaded, .agentSetup, .sandbox: true
    case .usage, .configuration, .machine, .repository, .plan, .forgeRefused, .forgeUnavailable, .forgeLimit, .agent,
      .unchanged, .verification, .branchMoved, .disk, .worker, .bug:
      false
    }
  }
}
