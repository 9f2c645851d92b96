#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain

/// Who wrote and changed a sub-issue, as GraphQL gives it: changes of the body
/// (https://docs.github.com/en/graphql/reference/objects#usercontentedit), of the title
/// (https://docs.github.com/en/graphql/reference/objects#renamedtitleevent) and labels
/// (https://docs.github.com/en/graphql/reference/objects#labeledevent).
struct GitHubIssueWords: Decodable {
  /// Of `GitHubQueries.subIssue`. The newest events and edits come in this number; what is before them is taken for a
  /// stranger's.
  static let fields = """
    author { __typename login }
    createdAt
    lastEditedAt
    editor { __typename login }
    userContentEdits(first: 5) { pageInfo { hasNextPage endCursor } nodes { editedAt editor { __typename login } } }
    timelineItems(last: 20, itemTypes: [LABELED_EVENT, RENAMED_TITLE_EVENT]) {
      pageInfo { hasPreviousPage startCursor }
      nodes {
        __typename
        ... on LabeledEvent { createdAt actor { __typename login } label { name } }
        ... on RenamedTitleEvent { createdAt actor { __typename login } }
      }
    }
    """

  private struct Account: Decodable {
    let __typename: String
    let login: String

    /// As in a list of owners: a bot's login says that it is one.
    var name: String { __typename == "Bot" && !login.hasSuffix("[bot]") ? login + "[bot]" : login }
  }

  private struct Edit: Decodable {
    let editedAt: String
    let editor: Account?
  }

  private struct Event: Decodable {
    let __typename: String
    let createdAt: String?
    let actor: Account?
    let label: GitHubNamed?
  }

  private let author: Nullable<Account>
  private let createdAt: String
  private let lastEditedAt: Nullable<String>
  private let editor: Nullable<Account>
  /// null where the edits may not be seen.
  private let userContentEdits: Nullable<GitHubPage<Edit>>
  private let timelineItems: GitHubPage<Event>

  var words: IssueWords {
    let created = Self.date(createdAt)
    var words = IssueWords(writings: [IssueWords.Act(by: author.value?.name, at: created)])
    if let edited = lastEditedAt.value {
      let edits = userContentEdits.value
      words.writings.append(IssueWords.Act(by: editor.value?.name, at: Self.date(edited)))
      words.writings += (edits?.all ?? []).map { edit in
        IssueWords.Act(by: edit?.editor?.name, at: edit.map { Self.date($0.editedAt) } ?? .distantFuture)
      }
      // Edits that are not known may be anybody's.
      if edits?.pageInfo.hasNextPage ?? true { words.writings.append(IssueWords.Act(by: nil, at: Self.date(edited))) }
    }
    let events = timelineItems.all
    for event in events {
      let act = IssueWords.Act(by: event?.actor?.name, at: event?.createdAt.map(Self.date) ?? .distantFuture)
      switch (event?.__typename, event?.label?.name.lowercased()) {
      case ("LabeledEvent", Label.readyForAgent.rawValue): words.requests.append(act)
      case ("LabeledEvent", _): break
      default: words.writings.append(act)
      }
    }
    if timelineItems.pageInfo.hasPreviousPage == true {
      let first = events.first.flatMap { $0?.createdAt }.map(Self.date)
      words.writings.append(IssueWords.Act(by: nil, at: first ?? .distantFuture))
    }
    return words
  }

  /// A time that can't be read is after every other.
  private static func date(_ text: String) -> Date { (try? Date(text, strategy: .iso8601)) ?? .distantFuture }
}
