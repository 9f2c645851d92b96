import Shared

/// What follows from published commits: the pull request exists and its list is right, published issues are closed.
/// Done after each publish, and first of all in a run, since the one before may have been cut off in between.
struct CatchUp {
  private let parts: FactoryParts

  init(_ parts: FactoryParts) {
    self.parts = parts
  }

  /// Returns the PRD as it is afterwards. Asks nothing of the forge where all is right already.
  func finish(_ view: PRDView) throws -> PRDView {
    guard view.branch.isAhead else { return view }
    var view = view
    if view.snapshot.pullRequest?.state ?? .open == .open {
      view.snapshot.pullRequest = try PRDPullRequest(parts).save(view)
    }
    guard parts.settings.closeIssues == .onPublish else { return view }
    for (index, issue) in view.snapshot.subIssues.enumerated()
    where issue.isOpen && issue.has(.implementationIssue) && view.branch.footers.contains(issue.number) {
      parts.reporter.enter(.close, issue: issue.number)
      try parts.forge.closeIssue(issue.number)
      view.snapshot.subIssues[index].isOpen = false
    }
    return view
  }
}
