package import KBDomain
import KBText

/// What the sessions of one PRD came to, over all its runs. Pure: the journal is read, nothing else.
package struct SessionCount: Equatable, Sendable {
  /// Sessions that the agent's service or the sandbox turned away before they used a token: so many count as one.
  package static let turnedAwayPerSession = 10

  /// Sessions by purpose, without those that were turned away.
  package private(set) var byPurpose: [SessionPurpose: Int] = [:]
  package private(set) var turnedAway = 0
  /// Input and output of all sessions that told how they ended. One that was killed tells nothing.
  package private(set) var tokens = 0
  /// What was used when a person let the PRD have more; 0 before.
  package private(set) var sessionsAtRaise = 0
  package private(set) var tokensAtRaise = 0

  /// Sessions that count against the ceiling.
  package var sessions: Int { byPurpose.values.reduce(0, +) + turnedAway / Self.turnedAwayPerSession }

  package init(_ lines: [JournalLine]) {
    for line in lines {
      switch line.entry {
      case .sessionCounted(let purpose, _): byPurpose[purpose, default: 0] += 1
      case .sessionSpent(let purpose, let tokens, let wasTurnedAway):
        self.tokens = self.tokens.addingBounded(tokens)
        if wasTurnedAway == true { turnAway(purpose) }
      case .raised: raise()
      case .began, .fenced, .sandboxCreated, .sandboxReady, .sessionStarted, .sessionSucceeded, .sessionFailed,
        .collected, .committed, .published, .reviewed, .repairStarted, .repairFailed, .delivered, .ended:
        break
      }
    }
  }

  /// A person lets the PRD have the same number once more, from now on.
  package mutating func raise() {
    sessionsAtRaise = sessions
    tokensAtRaise = tokens
  }

  private mutating func turnAway(_ purpose: SessionPurpose) {
    guard let count = byPurpose[purpose], count > 0 else { return }
    byPurpose[purpose] = count - 1
    turnedAway += 1
  }

  /// `12 for issues, 4 repairs, 1 review`; those that were turned away come last.
  package var text: String {
    let counts = SessionPurpose.allCases.compactMap { purpose -> String? in
      guard let count = byPurpose[purpose], count > 0 else { return nil }
      return purpose.counted(count)
    }
    let away = "\(turnedAway) turned away before they used a token (\(Self.turnedAwayPerSession) count as one)"
    return (counts + (turnedAway == 0 ? [] : [away])).joined(separator: ", ")
  }
}
