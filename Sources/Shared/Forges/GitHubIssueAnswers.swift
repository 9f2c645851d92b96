import KBDomain
import KBFailures

/// A PRD as GraphQL gives it.
struct GitHubPRD: Decodable {
  let number: Int
  let title: String
  let body: String?
  let url: String
  let state: String
  let author: Nullable<GitHubActor>
  let labels: GitHubLabels
  let parent: Nullable<GitHubReference>

  func prd(in repository: RepositoryIdentity) -> PRD {
    PRD(
      number: number, title: title, body: body ?? "", url: url, author: author.value?.login,
      isOpen: state != "CLOSED", labels: labels.names, parent: parent.value?.reference(in: repository).description)
  }
}

/// A sub-issue as GraphQL gives it.
struct GitHubSubIssue: Decodable {
  let number: Int
  let title: String
  let body: String?
  let url: String
  let state: String
  let repository: GitHubPlace
  /// `REOPENED` where somebody opened it again: https://docs.github.com/en/graphql/reference/enums#issuestatereason
  let stateReason: String?
  let subIssuesSummary: Summary?
  let labels: GitHubLabels
  /// null where the dependencies may not be seen; nil where they were not asked for.
  let blockedBy: Nullable<GitHubPage<GitHubReference>>?
  let words: GitHubIssueWords

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    number = try values.decode(Int.self, forKey: .number)
    title = try values.decode(String.self, forKey: .title)
    body = try values.decodeIfPresent(String.self, forKey: .body)
    url = try values.decode(String.self, forKey: .url)
    state = try values.decode(String.self, forKey: .state)
    repository = try values.decode(GitHubPlace.self, forKey: .repository)
    stateReason = try values.decodeIfPresent(String.self, forKey: .stateReason)
    subIssuesSummary = try values.decodeIfPresent(Summary.self, forKey: .subIssuesSummary)
    labels = try values.decode(GitHubLabels.self, forKey: .labels)
    blockedBy = try values.decodeIfPresent(Nullable<GitHubPage<GitHubReference>>.self, forKey: .blockedBy)
    words = try GitHubIssueWords(from: decoder)
  }

  private enum CodingKeys: String, CodingKey {
    case number, title, body, url, state, repository, stateReason, subIssuesSummary, labels, blockedBy
  }

  struct Summary: Decodable {
    let total: Int
    let completed: Int
  }

  /// Whether it is open and has more to it that matters: it was opened again, or has sub-issues that may be open.
  var wantsDetails: Bool {
    state != "CLOSED" && (stateReason == "REOPENED" || subIssuesSummary.map { $0.total > $0.completed } ?? false)
  }

  /// Without its blockers.
  var subIssue: SubIssue {
    SubIssue(
      number: number, title: title, body: body ?? "", url: url, isOpen: state != "CLOSED", labels: labels.names,
      words: words.words)
  }
}

/// Another issue, as parent or blocker.
struct GitHubReference: Decodable {
  let number: Int
  let state: String?
  let repository: GitHubPlace

  /// Without the repository where it is the PRD's own.
  func reference(in own: RepositoryIdentity) -> IssueReference {
    let isOwn = repository.nameWithOwner.lowercased() == own.description.lowercased()
    return IssueReference(number, in: isOwn ? nil : repository.nameWithOwner)
  }

  func blocker(in own: RepositoryIdentity) -> Blocker {
    Blocker(reference(in: own), GitHubState(state).blocker)
  }
}

/// The state of an issue or pull request, of whatever spelling.
struct GitHubState: Decodable {
  private let state: String?

  init(_ state: String?) { self.state = state }

  var blocker: Blocker.State {
    switch state?.uppercased() {
    case "OPEN": .open
    case "CLOSED", "MERGED": .closed
    case nil, .some: .unknown
    }
  }
}

/// A comment as GraphQL gives it.
struct GitHubComment: Decodable {
  let url: String
  let body: String
  let author: Nullable<GitHubActor>

  /// The number that REST knows it by. GraphQL's own `databaseId` has 32 bits, which are used up.
  var id: String? {
    guard let mark = url.lastRange(of: "#issuecomment-") else { return nil }
    let digits = url[mark.upperBound...]
    return !digits.isEmpty && digits.allSatisfy { ("0"..."9").contains($0) } ? String(digits) : nil
  }
}

extension GitHubPage<GitHubComment> {
  /// Those of krutrimbox on this page: by the operator's account and with one of its markers.
  ///
  /// - Throws: KB-G007 where one has no number.
  func own(on target: Int, viewer: GitHubActor, _ what: String) throws(ExpectedFailure) -> [SeenComment] {
    var found: [SeenComment] = []
    for case let comment? in all where comment.author.value?.isSame(as: viewer) == true {
      guard comment.body.contains(CommentMarker.prefix) else { continue }
      guard let id = comment.id else { throw .forgeAnswerUnreadable(what, why: "a comment without a number") }
      found.append(SeenComment(id: id, target: target, body: comment.body))
    }
    return found
  }
}

extension String {
  /// Where a text stands for the last time.
  fileprivate func lastRange(of text: String) -> Range<String.Index>? { ranges(of: text).last }
}
