import Shared

/// Which PRDs may be worked on now. Pure: PRDs in number order, up to `parallel` at once. A PRD that waits is a place in
/// the queue, nothing has been tried for it; one that is being restarted keeps its slot.
struct Admission: Equatable, Sendable {
  let parallel: Int
  /// Waiting, next first.
  private(set) var queue: [PRDName]
  /// With a worker, or about to get another one.
  private(set) var admitted: Set<PRDName> = []
  /// Admitted PRDs that wait for a limit of their own while another one has their slot.
  private(set) var lent: Set<PRDName> = []
  /// Whether no further PRD is admitted.
  private(set) var isClosed = false
  /// The PRDs whose session told of each failure of its set-up, by code.
  private var setUps: [String: Set<PRDName>] = [:]

  /// What a look comes to.
  struct Step: Equatable, Sendable {
    /// Those that must not begin a session, even where their own limit is over: their slot is lent from now on.
    var lent: [PRDName] = []
    /// Those that have a slot again.
    var resumed: [PRDName] = []
    /// Those that get a worker.
    var started: [PRDName] = []
  }

  init(queue: [PRDName], parallel: Int) {
    self.parallel = max(1, parallel)
    self.queue = queue.sorted()
  }

  /// Takes the PRDs that may start now out of the queue. `limit` is how many may be at work at once for now; `held` are
  /// those that wait for a limit of their own: in the queue they are passed by, and at work they prove nothing. Those of
  /// them in `lenders` will wait for a while, and give their slot to others meanwhile.
  mutating func next(limit: Int = .max, held: Set<PRDName> = [], lenders: Set<PRDName> = []) -> Step {
    var step = Step()
    var slots = admitted.subtracting(lent)
    for prd in lent.subtracting(held).sorted() where slots.count < parallel {
      slots.insert(prd)
      step.resumed.append(prd)
    }
    for prd in isClosed ? [] : queue where !held.contains(prd) && slots.subtracting(held).count < limit {
      if slots.count >= parallel {
        guard let lender = slots.intersection(lenders).min() else { break }
        slots.remove(lender)
        step.lent.append(lender)
      }
      slots.insert(prd)
      step.started.append(prd)
    }
    queue.removeAll(where: step.started.contains)
    admitted.formUnion(step.started)
    lent = admitted.subtracting(slots)
    return step
  }

  /// The PRD has its outcome; its slot is free. Returns the failure for which nothing more should be admitted, or nil.
  mutating func settle(_ prd: PRDName, _ outcome: FactoryRunOutcome) -> DiagnosedFailure? {
    admitted.remove(prd)
    lent.remove(prd)
    guard case .failed(_, let failure) = outcome else { return nil }
    if Self.concernsAll(failure) { return failure }
    guard failure.failureClass == .agentSetup else { return nil }
    // What one session says is the word of one sandbox.
    setUps[failure.code, default: []].insert(prd)
    return setUps[failure.code, default: []].count > 1 ? failure : nil
  }

  /// Nothing more is admitted: the operator stops, or every worker would fail alike. Returns who waited.
  mutating func close() -> [PRDName] {
    isClosed = true
    defer { queue = [] }
    return queue
  }

  /// Nothing is at work and nothing will be.
  var isOver: Bool { admitted.isEmpty && (queue.isEmpty || isClosed) }

  /// Whether every other worker would meet the failure as well.
  static func concernsAll(_ failure: DiagnosedFailure) -> Bool {
    switch failure.failureClass {
    case .machine, .configuration, .usage: true
    case .forgeRefused: failure.code != FailureCode.forgeInvalid.rawValue
    case .agentSetup, .repository, .plan, .forgeUnavailable, .forgeLimit, .sandbox, .usageLimit, .overloaded, .agent,
      .unchanged, .verification, .branchMoved, .disk, .worker, .bug:
      false
    }
  }
}
