import KBProtocol

/// Where the floor stands with one PRD.
enum Seat: Equatable, Sendable {
  /// Nothing has been tried for it: it is a place in the queue.
  case queued
  /// A worker is at work on it.
  case working(Try)
  /// It gets its next worker after a while, and keeps its slot.
  case waiting(Try)
  /// It is given up with this outcome, and a last worker stops its sandbox first. `isWaiting`: the system would not start
  /// that one yet.
  case fencing(Try, FactoryRunOutcome, isWaiting: Bool = false)
  /// It has its outcome.
  case settled(FactoryRunOutcome)
  /// It had no worker and gets none: the next run takes it.
  case left

  /// One worker for a PRD, at work or to come.
  struct Try: Equatable, Sendable {
    /// Counts from 1.
    var attempt = 1
    /// How often the system would not start it.
    var refusals = 0
    /// Whether the worker has said that it waits for a limit.
    var saysItWaits = false
    /// Whether another PRD has its slot meanwhile.
    var isLent = false

    /// The one after this one.
    var next: Try { Try(attempt: attempt + 1, saysItWaits: saysItWaits, isLent: isLent) }
  }

  /// The worker that has the seat; nil where nothing is at work and nothing will be.
  var current: Try? {
    get {
      switch self {
      case .working(let current), .waiting(let current), .fencing(let current, _, _): current
      case .queued, .settled, .left: nil
      }
    }
    set {
      guard let current = newValue else { return }
      switch self {
      case .working: self = .working(current)
      case .waiting: self = .waiting(current)
      case .fencing(_, let outcome, let isWaiting): self = .fencing(current, outcome, isWaiting: isWaiting)
      case .queued, .settled, .left: break
      }
    }
  }

  /// Whether it has a worker now.
  var hasWorker: Bool {
    switch self {
    case .working, .fencing(_, _, isWaiting: false): true
    case .queued, .waiting, .fencing(_, _, isWaiting: true), .settled, .left: false
    }
  }

  /// Whether a worker has been started for it, or is about to be.
  var hasBegun: Bool {
    switch self {
    case .working, .waiting, .fencing, .settled: true
    case .queued, .left: false
    }
  }
}
