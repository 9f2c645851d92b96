#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
import KBFailures

/// A sub-issue of a PRD, as the forge reads it.
package struct SubIssue: Equatable, Codable, Sendable {
  package var number: Int
  package var title: String
  package var body: String
  package var url: String
  package var isOpen: Bool
  package var labels: Set<String>
  /// From the body's `## Blocked by` section and from the forge's own dependencies, each once.
  package var blockers: [Blocker]
  /// Entries of that section that name no issue.
  package var unreadableBlockers: [String]
  /// Its own sub-issues that are open.
  package var openSubIssues: [IssueReference]
  /// When somebody opened it again after it was closed; the local forge knows the closing alone. nil for an issue that
  /// is closed, or never was.
  package var reopenedAt: Date?
  /// Who wrote it; nil on the local forge, whose files are the operator's own.
  package var words: IssueWords?

  package init(
    number: Int, title: String, body: String = "", url: String = "", isOpen: Bool = true, labels: Set<String>,
    blockers: [Blocker] = [], unreadableBlockers: [String] = [], openSubIssues: [IssueReference] = [],
    reopenedAt: Date? = nil, words: IssueWords? = nil
  ) {
    self.words = words
    self.number = number
    self.title = title
    self.body = body
    self.url = url
    self.isOpen = isOpen
    self.labels = labels
    self.blockers = blockers
    self.unreadableBlockers = unreadableBlockers
    self.openSubIssues = openSubIssues
    self.reopenedAt = reopenedAt
  }

  package func has(_ label: Label) -> Bool { labels.contains(label.rawValue) }
}

/// An issue that must be done first.
package struct Blocker: Hashable, Codable, Sendable {
  package enum State: Hashable, Codable, Sendable {
    case open, closed
    /// It could not be read: treated as open.
    case unknown
    /// A pull request that was closed without a merge: what it was to bring never comes.
    case abandoned
    /// An issue that krutrimbox has closed, while its commit is on the PRD Branch of another PRD alone. The pull request's
    /// address, or the branch where there is none.
    case unmerged(pullRequest: String)
  }
  package var reference: IssueReference
  package var state: State

  package init(_ reference: IssueReference, _ state: State) {
    self.reference = reference
    self.state = state
  }
}

/// What an AFK Issue waits for.
package enum Obstacle: Hashable, Sendable, CustomStringConvertible {
  /// An issue that is open.
  case issue(IssueReference)
  /// An issue that can't be read.
  case unknown(IssueReference)
  /// A pull request that was closed without a merge.
  case abandoned(IssueReference)
  /// An issue whose commit waits for the merge of this pull request.
  case unmerged(IssueReference, pullRequest: String)
  /// An entry of `## Blocked by` that names no issue: a person must say when it is out of the way.
  case unreadable(String)
  /// The word of an owner on what somebody else wrote.
  case ownersWord(reason: String)

  package var description: String {
    switch self {
    case .issue(let reference): reference.description
    case .unknown(let reference): "\(reference)\(Self.unknownMark)"
    case .abandoned(let reference): "\(reference) (closed without a merge: it will never come)"
    case .unmerged(let reference, let pullRequest): "\(Self.mergeMark)\(pullRequest) (which has \(reference))"
    case .unreadable(let text): "\"\(text)\" (not an issue)"
    case .ownersWord(let reason): "\(Self.wordMark) (\(reason): \(FailureCode.ownersWordMissing.rawValue))"
    }
  }

  /// Stands before the pull request that is to be merged.
  package static let mergeMark = "the merge of "
  private static let wordMark = "an owner's word"
  private static let unknownMark = " (it can't be read)"

  /// What gets an obstacle out of the way.
  package enum Way: Sendable {
    /// Its work is to be done.
    case finish
    /// A person merges the pull request.
    case merge
    /// A person can look after it, or do without.
    case look
    /// Nothing but that the issue no longer names it.
    case takeOut
    /// An owner reads the issue and puts its label on again.
    case approve
  }

  /// Of an obstacle of this description, which is all that outcomes tell of it.
  package static func way(outOf description: String) -> Way {
    if description.hasPrefix("\"") { return .takeOut }
    if description.hasPrefix(wordMark) { return .approve }
    if description.hasPrefix(mergeMark) { return .merge }
    if description.hasSuffix(unknownMark) { return .look }
    return description.hasSuffix(")") ? .takeOut : .finish
  }
}

/// An issue's number, and its repository where that is another one.
package struct IssueReference: Hashable, Codable, Sendable, CustomStringConvertible {
  /// `owner/name`; nil for the PRD's own repository.
  package var repository: String?
  package var number: Int

  package init(_ number: Int, in repository: String? = nil) {
    self.number = number
    self.repository = repository
  }

  package var description: String { "\(repository ?? "")#\(number)" }
}

/// One step of a PRD: a sub-issue whose labels say who does it.
package struct ImplementationIssue: Equatable, Codable, Sendable {
  package enum Kind: String, Codable, Sendable {
    /// An agent does it.
    case afk
    /// A person does it.
    case hitl
  }
  package let number: Int
  package let title: String
  package let body: String
  package let url: String
  package let isOpen: Bool
  package let kind: Kind
  package var blockers: [Blocker]
  /// Entries of its section `## Blocked by` that name no issue.
  package let unreadableBlockers: [String]
  /// Its own sub-issues that are open.
  package let openSubIssues: [IssueReference]
  /// Whether somebody opened it again after its commit was published.
  package let isReopened: Bool
  /// Why no agent may get its text, as a part of a sentence; nil where one may.
  package var reasonToHold: String?
}
