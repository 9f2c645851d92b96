import KBProtocol

/// Where a PRD of a run stands, as tables, reports and their JSON name it. In the order of the live table.
enum PRDStatus: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  case delivered, running, restarting, paused, blocked, unchanged, failed, skipped, held, stopped
  /// Every issue is done, and its pull request stays a draft.
  case notReady = "not-ready"
  /// In the queue of a run that goes on.
  case waiting
  /// The run ended while it was worked on.
  case cutOff = "cut-off"
  /// The run ended before its turn.
  case notStarted = "not started"

  /// That of a PRD with an outcome.
  init(_ outcome: FactoryRunOutcome) {
    self =
      switch outcome {
      case .delivered: .delivered
      case .notReady: .notReady
      case .paused: .paused
      case .blocked: .blocked
      case .unchanged: .unchanged
      case .skipped: .skipped
      case .heldElsewhere: .held
      case .failed: .failed
      case .stopped: .stopped
      }
  }

  /// The part of a report in which such PRDs stand.
  enum Part: Equatable, Sendable {
    /// A person must do something; the lowest rank comes first.
    case needsYou(rank: Int)
    /// A pull request waits for a review.
    case delivered
    /// This run, or a later one, goes on with it.
    case unfinished
    /// It is somebody else's, or nobody's any more.
    case leftAlone
  }

  var part: Part {
    switch self {
    case .paused: .needsYou(rank: 0)
    case .notReady: .needsYou(rank: 1)
    case .unchanged: .needsYou(rank: 2)
    case .failed: .needsYou(rank: 3)
    case .blocked: .needsYou(rank: 4)
    case .delivered: .delivered
    case .running, .restarting, .waiting, .stopped, .cutOff, .notStarted: .unfinished
    case .skipped, .held: .leftAlone
    }
  }
}
