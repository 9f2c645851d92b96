import Shared

/// Which PRDs may be worked on now. Pure: PRDs in number order, up to `parallel` at once. A PRD that waits is a place in
/// the queue, nothing has been tried for it; one that is being restarted keeps its slot.
struct Admission: Equatable, Sendable {
  let parallel: Int
  /// Waiting, next first.
  private(set) var queue: [PRDName]
  /// With a worker, or about to get another one.
  private(set) var admitted: Set<PRDName> = []
  /// Whether no further PRD is admitted.
  private(set) var isClosed = false

  init(queue: [PRDName], parallel: Int) {
    self.parallel = max(1, parallel)
    self.queue = queue.sorted()
  }

  /// Takes the PRDs that may start now out of the queue. `limit` is how many may be at work at once for now; `held` are
  /// those that wait for a limit of their own: in the queue they are passed by, and at work they prove nothing.
  mutating func next(limit: Int = .max, held: Set<PRDName> = []) -> [PRDName] {
    guard !isClosed else { return [] }
    let free = max(0, min(parallel, limit.addingBounded(admitted.intersection(held).count)) - admitted.count)
    let taken = Array(queue.filter { !held.contains($0) }.prefix(free))
    queue.removeAll { taken.contains($0) }
    admitted.formUnion(taken)
    return taken
  }

  /// The PRD has its outcome; its slot is free.
  mutating func settle(_ prd: PRDName) { admitted.remove(prd) }

  /// Nothing more is admitted: the operator stops, or every worker would fail alike. Returns who waited.
  mutating func close() -> [PRDName] {
    isClosed = true
    defer { queue = [] }
    return queue
  }

  /// Nothing is at work and nothing will be.
  var isOver: Bool { admitted.isEmpty && (queue.isEmpty || isClosed) }

  /// The failure that a run stops admitting for: every other worker would meet it as well.
  static func concernsAll(_ outcome: FactoryRunOutcome) -> DiagnosedFailure? {
    guard case .failed(_, let failure) = outcome else { return nil }
    switch failure.failureClass {
    case .agentSetup, .machine, .configuration, .usage: return failure
    case .forgeRefused:
      let perRequest = FailureCode.forgeInvalid.rawValue
      return failure.code == perRequest ? nil : failure
    case .repository, .plan, .forgeUnavailable, .forgeLimit, .sandbox, .usageLimit, .overloaded, .agent, .unchanged,
      .verification, .branchMoved, .disk, .worker, .bug:
      return nil
    }
  }
}
