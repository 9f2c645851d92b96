/// The Implementation Issues of one PRD, in issue-number order.
package struct ImplementationSequence: Equatable, Sendable {
  package let issues: [ImplementationIssue]

  /// Throws KB-P005 where there is none, KB-P006 or KB-P007 where the labels of an issue that is not done are unclear.
  /// A closed sub-issue without the label `PRD-sub-issue` is not part of the plan.
  package init(prd: Int, of subIssues: [SubIssue], done: DoneSet) throws(ExpectedFailure) {
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
      issues.append(
        ImplementationIssue(
          number: sub.number, title: sub.title, body: sub.body, url: sub.url, isOpen: sub.isOpen,
          kind: forAgent ? .afk : .hitl, blockers: sub.blockers, unreadableBlockers: sub.unreadableBlockers))
    }
    guard !issues.isEmpty else { throw .prdWithoutIssues(prd) }
    self.issues = issues
  }

  /// Pure: same sequence and Done Set, same step.
  package func nextStep(after done: DoneSet) -> WalkStep {
    guard let due = issues.first(where: { !done.contains($0.number) }) else { return .review }
    let unresolved = due.blockers.filter { blocker in
      let isDoneHere = blocker.reference.repository == nil && done.contains(blocker.reference.number)
      return blocker.state != .closed && !isDoneHere
    }
    let obstacles =
      unresolved.map { Obstacle.issue($0.reference) } + due.unreadableBlockers.map { Obstacle.unreadable($0) }
    return switch due.kind {
    case .hitl: .pause(at: due)
    case .afk: obstacles.isEmpty ? .implement(due) : .blocked(due, by: obstacles)
    }
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
  /// An AFK Issue is due but waits for others.
  case blocked(ImplementationIssue, by: [Obstacle])
  /// Every issue is done.
  case review
}
