import KBConfiguration
import KBForges

/// What a resolver gives for a field.
indirect enum GraphQLOutput {
  case null
  case value(JSONTree)
  case node(GitHubNode)
  case list([GraphQLOutput])
  /// Null with an error: something that is there and may not be seen.
  case refused(type: String, message: String)

  /// A text or null.
  static func text(_ text: String?) -> GraphQLOutput { .value(.optional(text)) }
  /// A whole number.
  static func int(_ number: Int) -> GraphQLOutput { .value(.int(number)) }
  /// A truth value.
  static func flag(_ flag: Bool) -> GraphQLOutput { .value(.bool(flag)) }
  /// A time, from seconds since 1970, or null.
  static func time(_ seconds: Int?) -> GraphQLOutput { .value(.optional(seconds.map(WorldClock.iso))) }
  /// An object or null.
  static func node(_ node: GitHubNode?) -> GraphQLOutput { node.map { .node($0) } ?? .null }
}

/// One object that can be selected from.
indirect enum GitHubNode {
  case query
  case mutation
  case user(GitHubUser)
  case repository(GitHubRepository)
  case issue(GitHubIssueLink)
  case pullRequest(GitHubIssueLink)
  case comment(GitHubTransaction.CommentPlace)
  case label(GitHubLabel)
  case ref(branch: String)
  /// An object whose fields are already there: connections, edges, payloads, summaries.
  case record(type: String, fields: [String: GraphQLOutput])

  /// The object type's name in the schema.
  var typeName: String {
    switch self {
    case .query: "Query"
    case .mutation: "Mutation"
    case .user: "User"
    case .repository: "Repository"
    case .issue: "Issue"
    case .pullRequest: "PullRequest"
    case .comment: "IssueComment"
    case .label: "Label"
    case .ref: "Ref"
    case .record(let type, _): type
    }
  }
}

/// One field being resolved.
struct GraphQLFieldCall {
  let name: String
  let arguments: [String: JSONTree]
  let transaction: GitHubTransaction
  let path: [JSONTree]
  let location: GraphQLLocation

  /// An argument's value; null where it is absent.
  func argument(_ name: String) -> JSONTree { arguments[name] ?? .null }

  /// An error of GitHub's own at this field.
  func refusal(_ type: String, _ message: String) -> GraphQLError {
    GraphQLError(message: message, type: type, path: path, location: location)
  }
}
