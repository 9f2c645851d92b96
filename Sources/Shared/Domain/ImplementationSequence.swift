package import KBFailures

/// The Implementation Issues of one PRD in the order of work: by number, but what blocks another one of the PRD comes
/// before it.
package struct ImplementationSequence: Equatable, Sendable {
  package private(set) var issues: [ImplementationIssue]

  /// Throws KB-P005 where there is none, KB-P006 or KB-P007 where the labels of an issue that is not done are unclear.
  /// A closed sub-issue without the label `PRD-sub-issue` is not part of the plan.
  /// Throws KB-P012 to KB-P014 where blockers or sub-issues of an issue that is not done make no plan.
  ///
  /// `reopened` are issues that somebody opened again after their commit was published; what nobody of `owners` wrote or
  /// asked for is held back from agents.
  package init(
    prd: Int, of subIssues: [SubIssue], done: DoneSet, reopened: Set<Int> = [], owners: [String] = []
  ) throws(ExpectedFailure) {
    var issues: [ImplementationIssue] = []
    for sub in subIssues.sorted(by: { $0.number < $1.number }) {
      let isDone = done.contains(sub.number)
      guard sub.has(.implementationIssue) else {
        if isDone { continue }
        throw .issueNotLabelled(sub.number)
      }
      let forAgent = sub.has(.readyForAgent)
      if !isDone, forAgent == sub.has(.readyForHuman) {
        throw .issueStateUnclear(sub.number, hasBoth: forAgent)
      }
      if !isDone, forAgent {
        if sub.blockers.contains(where: { $0.reference == IssueReference(prd) }) {
          throw .blockedByOwnPRD(sub.number, prd: prd)
        }
        if !sub.openSubIssues.isEmpty { throw .issueHasOpenSubIssues(sub.number, sub.openSubIssues) }
      }
      issues.append(
        ImplementationIssue(
          number: sub.number, title: sub.title, body: sub.body, url: sub.url, isOpen: sub.isOpen,
          kind: forAgent ? .afk : .hitl, blockers: sub.blockers, unreadableBlockers: sub.unreadableBlockers,
          openSubIssues: sub.openSubIssues, isReopened: reopened.contains(sub.number),
          reasonToHold: sub.words?.reasonToHold(owners: owners)))
    }
    guard !issues.isEmpty else { throw .prdWithoutIssues(prd) }
    self.issues = try Self.inOrderOfWork(issues, done: done)
  }

  /// Again and again the first issue by number whose blockers within the PRD are done or come before it.
  private static func inOrderOfWork(
    _ issues: [ImplementationIssue], done: DoneSet
  ) throws(ExpectedFailure) -> [ImplementationIssue] {
    let numbers = Set(issues.map(\.number))
    var placed: Set<Int> = []
    func waitsFor(_ issue: ImplementationIssue) -> Int? {
      if done.contains(issue.number) { return nil }
      return issue.blockers.map(\.reference).first { blocker in
        blocker.repository == nil && numbers.contains(blocker.number) && !placed.contains(blocker.number)
          && !done.contains(blocker.number)
      }?.number
    }
    var rest = issues
    var ordered: [ImplementationIssue] = []
    while !rest.isEmpty {
      guard let next = rest.firstIndex(where: { waitsFor($0) == nil }) else {
        throw .blockersInARing(
          ring(from: rest[0].number) { number in rest.first { $0.number == number }.flatMap(waitsFor) })
      }
      placed.insert(rest[next].number)
      ordered.append(rest.remove(at: next))
    }
    return ordered
  }

  /// Follows blockers until an issue comes up again; that one stands at both ends.
  private static func ring(from start: Int, _ blocker: (Int) -> Int?) -> [Int] {
    var way = [start]
    while let next = blocker(way[way.count - 1]) {
      way.append(next)
      if let begin = way.firstIndex(of: next), begin < way.count - 1 { return Array(way[begin...]) }
    }
    return way
  }

  /// Pure: same sequence and Done Set, same step.
  package func nextStep(after done: DoneSet) -> WalkStep {
    guard let due = issues.first(where: { !done.contains($0.number) }) else { return .review }
    let unresolved = due.blockers.compactMap { blocker -> Obstacle? in
      if blocker.reference.repository == nil, done.contains(blocker.reference.number) { return nil }
      return switch blocker.state {
      case .closed: nil
      case .open: .issue(blocker.reference)
      case .unknown: .unknown(blocker.reference)
      case .abandoned: .abandoned(blocker.reference)
      case .unmerged(let pullRequest): .unmerged(blocker.reference, pullRequest: pullRequest)
      }
    }
    let held = due.reasonToHold.map { [Obstacle.ownersWord(reason: $0)] } ?? []
    let obstacles = held + unresolved + due.unreadableBlockers.map { Obstacle.unreadable($0) }
    return switch due.kind {
    case .hitl: .pause(at: due)
    case .afk where due.isReopened: .reopened(due)
    case .afk: obstacles.isEmpty ? .implement(due) : .blocked(due, by: obstacles)
    }
  }

  /// The sequence where these closed issues, by number, are blockers that wait for the merge of a pull request.
  func holding(_ unmerged: [Int: String]) -> ImplementationSequence {
    var held = self
    for index in issues.indices {
      held.issues[index].blockers = issues[index].blockers.map { blocker in
        guard blocker.reference.repository == nil, blocker.state == .closed,
          let pullRequest = unmerged[blocker.reference.number]
        else { return blocker }
        return Blocker(blocker.reference, .unmerged(pullRequest: pullRequest))
      }
    }
    return held
  }

  /// 1-based place of an issue in the sequence.
  package func position(of number: Int) -> Int {
    (issues.firstIndex { $0.number == number } ?? 0) + 1
  }
}

/// What a PRD needs next.
package enum WalkStep: Equatable, Sendable {
  /// An AFK Issue is due and free to start.
  case implement(ImplementationIssue)
  /// A HITL Issue is due: a person must act.
  case pause(at: ImplementationIssue)
  /// An AFK Issue was opened again after its commit was published: a person must say what is wrong with it.
  case reopened(ImplementationIssue)
  /// An AFK Issue is due but waits for others.
  case blocked(ImplementationIssue, by: [Obstacle])
  /// Every issue is done.
  case review
}
