#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBFailures

/// What forge and origin say of a PRD at one moment, and what follows from it. Pure. `kb plan` foretells with it what a
/// Factory Run decides with it.
package struct PRDView: Sendable {
  package var snapshot: PRDSnapshot
  package var branch: BranchView
  package var done: DoneSet
  package var sequence: ImplementationSequence

  /// `owners` are those whose word counts: without them nobody's does. Throws what makes the plan unreadable (class plan).
  package init(
    _ snapshot: PRDSnapshot, _ branch: BranchView, owners: [String] = []
  ) throws(ExpectedFailure) {
    self.snapshot = snapshot
    self.branch = branch
    // With its branch deleted, a closed pull request is history: the PRD starts over.
    if branch.branch == nil && snapshot.pullRequest?.state == .closed { self.snapshot.pullRequest = nil }
    let reopened = Set(snapshot.subIssues.filter(branch.isVoid).map(\.number))
    self.branch.footers.subtract(reopened)
    done = DoneSet(subIssues: snapshot.subIssues, footers: self.branch.footers)
    sequence = try ImplementationSequence(
      prd: snapshot.prd.number, of: snapshot.subIssues, done: done, reopened: reopened, owners: owners)
  }

  /// The view without a pull request that was merged before the branch got this commit of krutrimbox's, which needs
  /// another one. A run that has just pushed it may have died before it made that.
  package func withoutPullRequestBefore(_ commit: String?) -> PRDView {
    guard let pull = snapshot.pullRequest, pull.state == .merged, let head = pull.head, let commit,
      branch.branch == commit, branch.isAhead, head != commit
    else { return self }
    var view = self
    view.snapshot.pullRequest = nil
    return view
  }

  /// Why the PRD must not be worked on; nil when it may.
  package func reasonToSkip(owners: [String]) -> String? {
    Eligibility(of: snapshot.prd, owners: owners).reason(owners: owners)
  }

  /// Whether work on an issue has nothing to be published for: it is done by now, or no longer in the plan.
  package func needsNoCommit(for issue: Int) -> Bool {
    done.contains(issue) || !sequence.issues.contains { $0.number == issue }
  }

  /// Throws KB-P011 where a person has closed the pull request: what they said no to is not gone on with.
  package func requirePullRequestNotClosed() throws(ExpectedFailure) {
    guard let pull = snapshot.pullRequest, pull.state == .closed else { return }
    // Without the branch an issue that was closed for its commit there would still count as done.
    let closed = sequence.issues.filter { !$0.isOpen && branch.footers.contains($0.number) }
    throw .pullRequestClosed(pull.number, prd: snapshot.prd.number, closedIssues: closed.map(\.number))
  }

  /// The pull request's address when nothing is left to do for it; nil otherwise.
  package var alreadyDelivered: String? {
    guard sequence.nextStep(after: done) == .review, let pull = snapshot.pullRequest else { return nil }
    return switch pull.state {
    case .merged: pull.url
    case .open: pull.isDraft ? nil : pull.url
    case .closed: nil
    }
  }

  /// Why there is nothing to deliver though every issue is done; nil where there is something.
  package var reasonForNoReview: String? {
    let name = FactoryNames.branch(prd: snapshot.prd.number)
    return branch.isAhead ? nil : "every issue is closed, and \(name) has no commit to review"
  }

  /// Closed issues of this repository but not of this PRD that the Due Issue is blocked by. They may be done on a branch
  /// alone that is not merged (`UnmergedIssues`).
  package var closedBlockersElsewhere: Set<Int> {
    guard case .implement(let due) = sequence.nextStep(after: done) else { return [] }
    let own = Set(snapshot.subIssues.map(\.number) + [snapshot.prd.number])
    let closed = due.blockers.filter { $0.state == .closed && $0.reference.repository == nil }
    return Set(closed.map(\.reference.number)).subtracting(own)
  }

  /// The view with blockers that wait for the merge of a pull request.
  package func holding(_ unmerged: [Int: String]) -> PRDView {
    var view = self
    view.sequence = sequence.holding(unmerged)
    return view
  }

  /// The view after krutrimbox's own commit for an issue, made at `time`, without asking again. A pull request that was merged before
  /// does not hold the commit: it needs another.
  package func publishing(_ commit: String, for issue: Int, at time: Date) -> PRDView {
    var view = self
    if snapshot.pullRequest?.state == .merged { view.snapshot.pullRequest = nil }
    view.branch.branch = commit
    view.branch.isAhead = true
    view.branch.footers.insert(issue)
    view.branch.footerTimes[issue] = time
    view.done = DoneSet(subIssues: snapshot.subIssues, footers: view.branch.footers)
    return view
  }
}
