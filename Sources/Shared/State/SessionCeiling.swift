package import KBConfiguration
package import KBFailures
import KBText

/// How many sessions and tokens a PRD may have in its whole life, and what is used of them. Pure.
package struct SessionCeiling: Equatable, Sendable {
  package let count: SessionCount
  /// What one raise gives.
  package let share: Int
  /// Sessions that the PRD may have in all.
  package let sessions: Int
  /// Tokens that it may use in all; nil is no such number.
  package let tokens: Int?

  /// `issueCount` is the number of the PRD's Implementation Issues, done ones included.
  package init(_ count: SessionCount, _ limits: RunSettings.Limits, issueCount: Int) {
    self.count = count
    share = limits.sessionsOfPRD(issueCount: issueCount)
    sessions = count.sessionsAtRaise + share
    tokens = limits.prdTokens.map { count.tokensAtRaise.addingBounded($0) }
  }

  /// Whether no further session may start.
  package var isReached: Bool { count.sessions >= sessions || usesAllTokens }

  /// Throws KB-P016 where no further session of the PRD may start.
  package func require(prd: Int) throws(ExpectedFailure) {
    guard isReached else { return }
    throw .sessionCeilingReached(
      prd, used: used, byPurpose: count.text, more: usesAllTokens ? "as many tokens" : "\(share) more",
      key: usesAllTokens ? "limits.prdTokens" : "limits.prdSessions")
  }

  private var usesAllTokens: Bool { tokens.map { count.tokens >= $0 } ?? false }

  private var used: String {
    guard usesAllTokens, let tokens else {
      // A person may have lowered it since.
      return count.sessions > sessions
        ? "had \(count.sessions) agent sessions, where it may have \(sessions)"
        : "had \(count.sessions) of \(sessions) agent sessions"
    }
    let all = "\(count.sessions) agent session\(count.sessions == 1 ? "" : "s")"
    return "used \(TokenAmount.short(count.tokens)) of \(TokenAmount.short(tokens)) tokens in \(all)"
  }
}
