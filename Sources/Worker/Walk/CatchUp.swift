import KBConfiguration
import KBDomain
import KBForges
import KBProtocol
import KBSystem

/// What follows from published commits: the pull request exists and its list is right, published issues are closed.
/// Done after each publish, and first of all in a run, since the one before may have been cut off in between.
struct CatchUp {
  let forge: any Forge
  let pullRequest: PRDPullRequest
  let narrator: Narrator
  let effects: any Effects
  let closeIssues: RunSettings.CloseIssues

  /// Returns the PRD as it is afterwards. Asks nothing of the forge where all is right already.
  func finish(_ view: PRDView) throws -> PRDView {
    var view = view
    guard let pull = view.snapshot.pullRequest else {
      view.snapshot.pullRequest = try pullRequest.save(view)
      view.snapshot.subIssues = try closingDone(in: view)
      return view
    }
    // A pull request that is there needs no issue closed, nor the other way round.
    (view.snapshot.pullRequest, view.snapshot.subIssues) = try effects.together {
      pull.state == .open ? try pullRequest.save(view) : pull
    } _: {
      try closingDone(in: view)
    }
    return view
  }

  /// Closes the issues that are published, but for those with open sub-issues of their own. Returns the sub-issues as they are then.
  func closingDone(in view: PRDView) throws -> [SubIssue] {
    var subIssues = view.snapshot.subIssues
    guard closeIssues == .onPublish else { return subIssues }
    for (index, issue) in subIssues.enumerated()
    where issue.isOpen && issue.has(.implementationIssue) && view.branch.footers.contains(issue.number) {
      guard issue.openSubIssues.isEmpty else {
        let names = issue.openSubIssues.map(\.description).joined(separator: ", ")
        narrator.note("#\(issue.number) is published, but not closed: its own sub-issues are open (\(names))")
        continue
      }
      narrator.enter(.close, issue: issue.number)
      try forge.closeIssue(issue.number)
      subIssues[index].isOpen = false
    }
    return subIssues
  }
}
