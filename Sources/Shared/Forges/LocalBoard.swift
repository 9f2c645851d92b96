#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain

/// The issue files and krutrimbox's records at one moment.
struct LocalBoard {
  let issues: [Int: LocalIssueFile]
  let closed: Set<Int>
  /// When krutrimbox last closed each issue, also one that is open again.
  let closings: [Int: Date]
  let pulls: [LocalPullRequest]
  let repository: RepositoryIdentity
  let operatorLogin: String

  /// Open in its file, not closed by krutrimbox, and not named by a merged pull request's closing keyword.
  func isOpen(_ issue: LocalIssueFile) -> Bool {
    issue.isOpen && !closed.contains(issue.number)
      && !pulls.contains { $0.state == .merged && ClosingKeyword.numbers(in: $0.body).contains(issue.number) }
  }

  /// Open PRDs by number.
  var openPRDs: [PRD] {
    issues.values.filter { $0.labels.contains(Label.prd.rawValue) && isOpen($0) }.map(prd)
      .sorted { $0.number < $1.number }
  }

  func prd(_ issue: LocalIssueFile) -> PRD {
    PRD(
      number: issue.number, title: issue.title, body: issue.body, url: issue.path,
      author: issue.author ?? operatorLogin, isOpen: isOpen(issue), labels: issue.labels,
      parent: issue.parent.map { "#\($0)" })
  }

  /// By number.
  func subIssues(of prd: Int) -> [SubIssue] {
    issues.values.filter { $0.parent == prd }.sorted { $0.number < $1.number }.map { issue in
      SubIssue(
        number: issue.number, title: issue.title, body: issue.body, url: issue.path, isOpen: isOpen(issue),
        labels: issue.labels, blockers: blockers(of: issue),
        unreadableBlockers: BlockedBySection.unreadable(in: issue.body, of: repository),
        openSubIssues: issues.values.filter { $0.parent == issue.number && isOpen($0) }.map(\.number).sorted().map {
          IssueReference($0)
        }, reopenedAt: isOpen(issue) ? closings[issue.number] : nil)
    }
  }

  private func blockers(of issue: LocalIssueFile) -> [Blocker] {
    var references = issue.blockedBy.map { IssueReference($0) }
    references += BlockedBySection.references(in: issue.body, of: repository)
    var seen: Set<IssueReference> = []
    return references.filter { seen.insert($0).inserted }.map { Blocker($0, state(of: $0)) }
  }

  private func state(of reference: IssueReference) -> Blocker.State {
    guard reference.repository == nil else { return .unknown }
    if let issue = issues[reference.number] { return isOpen(issue) ? .open : .closed }
    return switch pulls.first(where: { $0.number == reference.number })?.state {
    case .open: .open
    case .merged: .closed
    case .closed: .abandoned
    case nil: .unknown
    }
  }
}
