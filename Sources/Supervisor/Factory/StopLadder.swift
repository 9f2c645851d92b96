/// What one more Ctrl-C (or SIGTERM) does. Pure.
struct StopLadder: Equatable, Sendable {
  enum Step: Int, Equatable, Sendable, Comparable {
    case none
    /// Nothing new is started, workers end after saving.
    case afterStep
    /// Workers end at once, and are killed when they don't.
    case now
    /// Workers are killed.
    case kill

    static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
  }

  private(set) var step = Step.none

  /// Goes one step up and returns it.
  mutating func climb() -> Step {
    step = Step(rawValue: step.rawValue + 1) ?? .kill
    return step
  }
}
