import KBDomain

/// How many PRDs may be at work while it is not yet proven that sessions get going at all: one, then two, then all. A bad
/// set-up burns two sessions at most, not as many as there are slots. Pure.
struct SlowStart: Equatable, Sendable {
  /// PRDs whose agent has been seen at work.
  private var proven: Set<PRDName> = []

  /// An agent of this PRD did something. Returns whether it had not before.
  mutating func saw(_ prd: PRDName) -> Bool { proven.insert(prd).inserted }

  /// Whether a session of the repository got going.
  func isProven(_ repository: RepositoryIdentity?) -> Bool { proven.contains { $0.repository == repository } }

  /// PRDs that may be at work at once.
  var limit: Int {
    switch proven.count {
    case 0: 1
    case 1: 2
    default: .max
    }
  }
}
