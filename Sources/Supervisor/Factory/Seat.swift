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
  /// It has an outcome, and waits for a slot in which this worker looks at it once more.
  case again(Try)
  /// It has its outcome.
  case settled(FactoryRunOutcome)
  /// It had no worker and gets none: the next run takes it.
  case left

  /// One worker for a PRD, at work or to come.
  struct Try: Equatable, Sendable {
    /// Counts from 1.
    var attempt = 1
    /// The one that the count of deaths begins with: after a look at the PRD ended well, it begins anew.
    var first = 1
    /// How the PRD ended before this look at it; nil in the first one.
    var before: FactoryRunOutcome?
    /// How often the system would not start it.
    var refusals = 0
    /// Whether the worker has said that it waits for a limit.
    var saysItWaits = false
    /// Whether another PRD has its slot meanwhile.
    var isLent = false

    /// How many workers there were since `first`, this one included.
    var count: Int { attempt - first + 1 }

    /// The one after this one.
    var next: Try {
      Try(attempt: attempt + 1, first: first, before: before, saysItWaits: saysItWaits, isLent: isLent)
    }
  }

  /// The worker that has the seat; nil where nothing is at work and nothing will be.
  var current: Try? {
    get {
      switch self {
      case .working(let current), .waiting(let current), .fencing(let current, _, _): current
      case .queued, .again, .settled, .left: nil
      }
    }
    set {
      guard let current = newValue else { return }
      switch self {
      case .working: self = .working(current)
      case .waiting: self = .waiting(current)
      case .fencing(_, let outcome, let isWaiting): self = .fencing(current, outcome, isWaiting: isWaiting)
      case .queued, .again, .settled, .left: break
      }
    }
  }

  /// Whether it has a worker now.
  var hasWorker: Bool {
    switch self {
    case .working, .fencing(_, _, isWaiting: false): true
    case .queued, .waiting, .fencing(_, _, isWaiting: true), .again, .settled, .left: false
    }
  }

  /// Whether a worker has been started for it, or is about to be.
  var hasBegun: Bool {
    switch self {
    case .working, .waiting, .fencing, .again, .settled: true
    case .queued, .left: false
    }
  }

  /// Whether it waits for a slot, be it for the first time or for another look.
  var isInQueue: Bool {
    switch self {
    case .queued, .again: true
    case .working, .waiting, .fencing, .settled, .left: false
    }
  }
}
