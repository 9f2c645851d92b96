import Shared

/// Which PRDs may be worked on now. Pure: PRDs in number order, repositories in turn, up to `parallel` at once. A PRD that waits is a place in
/// the queue, nothing has been tried for it; one that is being restarted keeps its slot.
struct Admission: Equatable, Sendable {
  let parallel: Int
  /// Waiting: repositories in the order in which they were asked for, PRDs by number.
  private(set) var queue: [PRDName]
  /// With a worker, or about to get another one.
  private(set) var admitted: Set<PRDName> = []
  /// Admitted PRDs that wait for a limit of their own while another one has their slot.
  private(set) var lent: Set<PRDName> = []
  /// Whether no further PRD is admitted.
  private(set) var isClosed = false
  /// The PRDs whose session told of each failure of its set-up, by code.
  private var setUps: [String: Set<PRDName>] = [:]

  /// How many PRDs of each repository have been started.
  private var served: [RepositoryIdentity?: Int] = [:]

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
    let repositories = queue.map(\.repository)
    self.queue = queue.sorted { left, right in
      let places = (
        repositories.firstIndex(of: left.repository) ?? 0, repositories.firstIndex(of: right.repository) ?? 0
      )
      return places.0 == places.1 ? left.number < right.number : places.0 < places.1
    }
  }

  /// Takes the PRDs that may start now out of the queue. `limit` is how many may be at work at once for now; `held` are
  /// those that wait for a limit of their own: in the queue they are passed by, and at work they prove nothing. Those of
  /// them in `lenders` will wait for a while, and give their slot to others meanwhile. Of a repository that is not proven
  /// to get going, one PRD at a time is at work.
  mutating func next(
    limit: Int = .max, held: Set<PRDName> = [], lenders: Set<PRDName> = [],
    isProven: (RepositoryIdentity?) -> Bool = { _ in true }
  ) -> Step {
    var step = Step()
    var slots = admitted.subtracting(lent)
    for prd in lent.subtracting(held).sorted() where slots.count < parallel {
      slots.insert(prd)
      step.resumed.append(prd)
    }
    var waiting = isClosed ? [] : queue.filter { !held.contains($0) }
    while slots.subtracting(held).count < limit, let prd = inTurn(waiting, beside: slots.subtracting(held), isProven) {
      if slots.count >= parallel {
        guard let lender = slots.intersection(lenders).min() else { break }
        slots.remove(lender)
        step.lent.append(lender)
      }
      slots.insert(prd)
      step.started.append(prd)
      waiting.removeAll { $0 == prd }
      served[prd.repository, default: 0] += 1
    }
    queue.removeAll(where: step.started.contains)
    admitted.formUnion(step.started)
    lent = admitted.subtracting(slots)
    return step
  }

  /// Whose turn it is: of the repository with the fewest at work, of equal ones the one that has been served least.
  private func inTurn(
    _ waiting: [PRDName], beside atWork: Set<PRDName>, _ isProven: (RepositoryIdentity?) -> Bool
  ) -> PRDName? {
    let busy = atWork.reduce(into: [:]) { $0[$1.repository, default: 0] += 1 }
    let ranks = waiting.map { prd in
      (prd: prd, busy: busy[prd.repository, default: 0], served: served[prd.repository, default: 0])
    }
    return ranks.filter { $0.busy == 0 || isProven($0.prd.repository) }
      .min { ($0.busy, $0.served) < ($1.busy, $1.served) }?.prd
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

  /// No further PRD of a repository is admitted.
  mutating func close(_ repository: RepositoryIdentity) { queue.removeAll { $0.repository == repository } }

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
