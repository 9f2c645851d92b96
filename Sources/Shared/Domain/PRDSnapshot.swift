import KBText

/// Everything the forge says of one PRD at one moment.
package struct PRDSnapshot: Equatable, Sendable {
  package var prd: PRD
  /// All sub-issues, in the forge's order.
  package var subIssues: [SubIssue]
  /// The pull request of the PRD Branch: the open one, else the newest; nil before the first.
  package var pullRequest: PullRequest?
  /// krutrimbox's own comments on the PRD and on its pull request.
  package var comments: OwnComments

  package init(
    prd: PRD, subIssues: [SubIssue], pullRequest: PullRequest? = nil, comments: OwnComments = .none
  ) {
    self.prd = prd
    self.subIssues = subIssues
    self.pullRequest = pullRequest
    self.comments = comments
  }
}

/// krutrimbox's own comments as a look at the forge found them.
package struct OwnComments: Equatable, Codable, Sendable {
  package var comments: [SeenComment]
  /// Numbers of the issues and pull requests whose comments were read to the end: what is not in `comments` is not
  /// there.
  package var targets: Set<Int>

  package init(_ comments: [SeenComment], targets: Set<Int>) {
    self.comments = comments
    self.targets = targets
  }

  /// Nothing was looked at.
  package static let none = OwnComments([], targets: [])

  /// The newest comment on `target` that begins with the marker. One that only quotes it is another.
  package func comment(_ marker: CommentMarker, on target: Int) -> SeenComment? {
    comments.last { $0.target == target && $0.body.hasPrefix(marker.text) }
  }
}

/// A comment of the operator's account that holds one of krutrimbox's markers.
package struct SeenComment: Equatable, Codable, Sendable {
  /// The forge's key of the comment.
  package var id: String
  /// Number of the issue or pull request it is on.
  package var target: Int
  package var body: String

  package init(id: String, target: Int, body: String) {
    self.id = id
    self.target = target
    self.body = body
  }
}

/// The hidden line that lets krutrimbox find its own comment again.
package enum CommentMarker: Hashable, Sendable {
  case hitl(prd: Int, issue: Int)
  case afkError(issue: Int)
  case finalReview(prd: Int)
  case ceiling(prd: Int)

  package var text: String {
    switch self {
    case .hitl(let prd, let issue): "<!-- krutrimbox:hitl-prd-\(prd)-issue-\(issue) -->"
    case .afkError(let issue): "<!-- krutrimbox:afk-error-issue-\(issue) -->"
    case .finalReview(let prd): "<!-- krutrimbox:final-review-prd-\(prd) -->"
    case .ceiling(let prd): "<!-- krutrimbox:ceiling-prd-\(prd) -->"
    }
  }

  package static let prefix = MarkdownText.markerPrefix
}

/// A comment as it should stand on the forge: created once, updated afterwards.
package struct FactoryComment: Equatable, Sendable {
  package var target: Int
  package var marker: CommentMarker
  /// Without the marker.
  package var text: String

  package init(on target: Int, _ marker: CommentMarker, _ text: String) {
    self.target = target
    self.marker = marker
    self.text = text
  }

  /// What is posted: the marker first, so that a cut body still has it.
  package var body: String { marker.text + "\n" + text }
}
