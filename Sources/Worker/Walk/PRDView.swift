import Shared

/// What forge and origin say of the PRD at one moment, and what follows from it. Pure but for the reading.
struct PRDView {
  var snapshot: PRDSnapshot
  var branch: PRDBranch.View
  var done: DoneSet
  var sequence: ImplementationSequence

  /// Throws what makes the plan unreadable (class plan).
  init(_ snapshot: PRDSnapshot, _ branch: PRDBranch.View) throws(ExpectedFailure) {
    self.snapshot = snapshot
    self.branch = branch
    // With its branch deleted, a closed pull request is history: the PRD starts over.
    if branch.branch == nil && snapshot.pullRequest?.state == .closed { self.snapshot.pullRequest = nil }
    done = DoneSet(subIssues: snapshot.subIssues, footers: branch.footers)
    sequence = try ImplementationSequence(prd: snapshot.prd.number, of: snapshot.subIssues, done: done)
  }

  /// Reads both anew.
  static func read(_ parts: FactoryParts) throws -> PRDView {
    try PRDView(
      parts.forge.readPRD(parts.prd, branch: parts.branch.name), parts.patience.run { try parts.branch.read() })
  }

  /// Why the PRD must not be worked on; nil when it may.
  func reasonToSkip(owners: [String]) -> String? {
    Eligibility(of: snapshot.prd, owners: owners).reason(owners: owners)
  }

  /// Throws KB-P011 where a person has closed the pull request: what they said no to is not gone on with.
  func requirePullRequestNotClosed() throws(ExpectedFailure) {
    guard let pull = snapshot.pullRequest, pull.state == .closed else { return }
    throw .pullRequestClosed(pull.number, prd: snapshot.prd.number)
  }

  /// The plan for a prompt.
  func plan(branch name: String) -> AgentPrompt.Plan {
    AgentPrompt.Plan(prd: snapshot.prd, sequence: sequence, done: done, branch: name)
  }

  /// The view after krutrimbox's own commit for an issue, without asking again. A pull request that was merged before
  /// does not hold the commit: it needs another.
  func publishing(_ commit: String, for issue: Int) -> PRDView {
    var view = self
    if snapshot.pullRequest?.state == .merged { view.snapshot.pullRequest = nil }
    view.branch.branch = commit
    view.branch.footers.insert(issue)
    view.done = DoneSet(subIssues: snapshot.subIssues, footers: view.branch.footers)
    return view
  }
}
