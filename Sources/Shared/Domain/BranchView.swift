#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// What origin has at one moment.
package struct BranchView: Equatable, Sendable {
  /// Tip of the base branch.
  package var base: String
  /// Tip of the PRD Branch; nil before the first push.
  package var branch: String?
  /// Whether the PRD Branch has a commit that the base branch has not.
  package var isAhead: Bool
  /// Issues that commits of the PRD Branch refer to.
  package var footers: Set<Int>
  /// When the newest of those commits was made, by issue.
  package var footerTimes: [Int: Date]

  package init(
    base: String, branch: String?, isAhead: Bool = false, footers: Set<Int> = [], footerTimes: [Int: Date] = [:]
  ) {
    self.base = base
    self.branch = branch
    self.isAhead = isAhead
    self.footers = footers
    self.footerTimes = footerTimes
  }

  /// Whether the issue was opened again after the newest commit that refers to it.
  package func isVoid(for issue: SubIssue) -> Bool {
    guard footers.contains(issue.number), issue.isOpen, let reopened = issue.reopenedAt else { return false }
    return footerTimes[issue.number] ?? .distantPast <= reopened
  }

  /// Where the next commit goes on top.
  package var tip: String { branch ?? base }
}
