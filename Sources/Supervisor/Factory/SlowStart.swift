/// How many PRDs may be at work while it is not yet proven that sessions get going at all: one, then two, then all. A bad
/// set-up burns one session, not as many as there are slots. Pure.
struct SlowStart: Equatable, Sendable {
  /// PRDs whose agent has been seen at work.
  private var proven: Set<PRDName> = []

  /// An agent of this PRD did something.
  mutating func saw(_ prd: PRDName) { proven.insert(prd) }

  /// PRDs that may be at work at once.
  var limit: Int {
    switch proven.count {
    case 0: 1
    case 1: 2
    default: .max
    }
  }
}
