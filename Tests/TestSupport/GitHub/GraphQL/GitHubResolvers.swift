import KBForges
import KBProtocol

/// Gives each field of the schema its value.
enum GitHubResolvers {
  /// The value of a field of a node.
  ///
  /// - Throws: `GraphQLError` or `GitHubRefusal`, which become the answer's errors.
  static func output(of node: GitHubNode, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    switch node {
    case .query: return try query(call)
    case .mutation: return try mutation(call)
    case .user(let user): return try field(of: user, call)
    case .repository(let repository): return try field(of: repository, call)
    case .issue(let link): return try issueField(of: link, call)
    case .pullRequest(let link): return try pullRequestField(of: link, call)
    case .comment(let place): return try field(of: place, call)
    case .label(let label): return try field(of: label, call)
    case .ref(let branch):
      guard call.name == "name" else { throw unanswered(call) }
      return .text(branch)
    case .record(_, let fields):
      guard let output = fields[call.name] else { throw unanswered(call) }
      return output
    }
  }

  /// The error for a field that the schema has and the emulation does not answer: a gap in the emulation.
  static func unanswered(_ call: GraphQLFieldCall) -> GraphQLError {
    call.refusal("INTERNAL", "The emulation does not answer the field '\(call.name)'")
  }

  private static func query(_ call: GraphQLFieldCall) throws -> GraphQLOutput {
    switch call.name {
    case "viewer": return .node(.user(call.transaction.viewer))
    case "repository": return try repository(call)
    case _: throw unanswered(call)
    }
  }

  private static func repository(_ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let name = "\(call.argument("owner").text ?? "")/\(call.argument("name").text ?? "")"
    guard let index = call.transaction.state.repositoryIndex(name),
      !call.transaction.state.repositories[index].isHidden
    else {
      throw call.refusal("NOT_FOUND", "Could not resolve to a Repository with the name '\(name)'.")
    }
    return .node(.repository(call.transaction.state.repositories[index]))
  }

  /// The pull request with this node id.
  ///
  /// - Throws: GitHub's error where there is none.
  static func pullRequest(_ id: String, _ call: GraphQLFieldCall) throws -> GitHubIssueLink {
    if let (kind, number) = GitHubNodeID.read(id), kind == .pullRequest {
      for repository in call.transaction.state.repositories {
        if let issue = repository.issues.first(where: { $0.id == number && $0.pull != nil }) {
          return GitHubIssueLink(repositoryID: repository.id, number: issue.number)
        }
      }
    }
    throw call.refusal("NOT_FOUND", "Could not resolve to a node with the global id of '\(id)'.")
  }

  private static func field(of user: GitHubUser, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    guard call.name == "login" else { throw unanswered(call) }
    return .text(user.login)
  }

  private static func field(of label: GitHubLabel, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    guard call.name == "name" else { throw unanswered(call) }
    return .text(label.name)
  }

  /// The one mutation: a pull request is taken out of draft.
  private static func mutation(_ call: GraphQLFieldCall) throws -> GraphQLOutput {
    guard call.name == "markPullRequestReadyForReview" else { throw unanswered(call) }
    let link = try pullRequest(call.argument("input")["pullRequestId"].text ?? "", call)
    try call.transaction.markReady(link)
    return .node(
      .record(type: "MarkPullRequestReadyForReviewPayload", fields: ["pullRequest": .node(.pullRequest(link))]))
  }
}
