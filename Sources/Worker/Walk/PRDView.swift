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

  /// The plan for a prompt.
  func plan(branch name: String) -> AgentPrompt.Plan {
    AgentPrompt.Plan(prd: snapshot.prd, sequence: sequence, done: done, branch: name)
  }

  /// The view after krutrimbox's own commit for an issue, without asking again.
  func publishing(_ commit: String, for issue: Int) -> PRDView {
    var view = self
    view.branch.branch = commit
    view.branch.footers.insert(issue)
    view.done = DoneSet(subIssues: snapshot.subIssues, footers: view.branch.footers)
    return view
  }
}
