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
    case .ref(let repository, let branch, let sha): return try refField(repository, branch, sha, call)
    case .commit(let sha): return try commitField(sha, call)
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
    let transaction = call.transaction
    switch call.name {
    case "viewer": return .node(.user(transaction.viewer))
    case "user":
      let login = call.argument("login").text ?? ""
      guard let user = transaction.state.user(login) else {
        throw call.refusal("NOT_FOUND", "Could not resolve to a User with the login of '\(login)'.")
      }
      return .node(.user(user))
    case "rateLimit": return .node(.record(type: "RateLimit", fields: rateLimit(transaction)))
    case "repository": return try repository(call)
    case "node": return .node(try node(call.argument("id").text ?? "", call))
    case "nodes":
      return .list(try call.argument("ids").elements.map { .node(try node($0.text ?? "", call)) })
    case _: throw unanswered(call)
    }
  }

  private static func rateLimit(_ transaction: GitHubTransaction) -> [String: GraphQLOutput] {
    let limit = transaction.state.rateLimit
    let used = transaction.counters.requests
    return [
      "cost": .int(1), "limit": .int(limit), "nodeCount": .int(1), "remaining": .int(max(0, limit - used)),
      "used": .int(used), "resetAt": .time(transaction.state.rateLimitReset),
    ]
  }

  private static func repository(_ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let name = "\(call.argument("owner").text ?? "")/\(call.argument("name").text ?? "")"
    let follow = call.argument("followRenames").flag ?? true
    guard let index = call.transaction.state.repositoryIndex(name, followRenames: follow),
      !call.transaction.state.repositories[index].isHidden
    else {
      throw call.refusal("NOT_FOUND", "Could not resolve to a Repository with the name '\(name)'.")
    }
    return .node(.repository(call.transaction.state.repositories[index]))
  }

  /// The thing with this node id.
  static func node(_ id: String, _ call: GraphQLFieldCall) throws -> GitHubNode {
    let state = call.transaction.state
    if let (kind, number) = GitHubNodeID.read(id) {
      switch kind {
      case .user: if let user = state.users.first(where: { $0.id == number }) { return .user(user) }
      case .repository:
        if let repository = state.repositories.first(where: { $0.id == number }) { return .repository(repository) }
      case .issue: if let link = link(number, in: state, isPull: false) { return .issue(link) }
      case .pullRequest: if let link = link(number, in: state, isPull: true) { return .pullRequest(link) }
      case .comment: if let place = try? call.transaction.comment(number) { return .comment(place) }
      case .label:
        for repository in state.repositories {
          if let label = repository.labels.first(where: { $0.id == number }) { return .label(label) }
        }
      }
    }
    throw call.refusal("NOT_FOUND", "Could not resolve to a node with the global id of '\(id)'.")
  }

  private static func link(_ id: Int, in state: GitHubState, isPull: Bool) -> GitHubIssueLink? {
    for repository in state.repositories {
      if let issue = repository.issues.first(where: { $0.id == id && ($0.pull != nil) == isPull }) {
        return GitHubIssueLink(repositoryID: repository.id, number: issue.number)
      }
    }
    return nil
  }

  private static func field(of user: GitHubUser, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    switch call.name {
    case "id": return .text(user.nodeID)
    case "databaseId": return .int(user.id)
    case "login": return .text(user.login)
    case "name": return .text(user.name)
    case "url": return .text("https://github.com/" + user.login)
    case "resourcePath": return .text("/" + user.login)
    case "isViewer": return .flag(user.login == call.transaction.viewer.login)
    case _: throw unanswered(call)
    }
  }

  private static func field(of label: GitHubLabel, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    switch call.name {
    case "id": return .text(label.nodeID)
    case "name": return .text(label.name)
    case "color": return .text(label.color)
    case "description": return .text(label.text)
    case "isDefault": return .flag(false)
    case _: throw unanswered(call)
    }
  }

  private static func refField(
    _ repository: GitHubRepository, _ branch: String, _ sha: String, _ call: GraphQLFieldCall
  ) throws -> GraphQLOutput {
    switch call.name {
    case "id": return .text("REF_" + Base64.encode(Array("\(repository.id):refs/heads/\(branch)".utf8)))
    case "name": return .text(branch)
    case "prefix": return .text("refs/heads/")
    case "target": return .node(.commit(sha: sha))
    case "repository": return .node(.repository(repository))
    case _: throw unanswered(call)
    }
  }

  private static func commitField(_ sha: String, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    switch call.name {
    case "id": return .text("C_" + Base64.encode(Array(sha.utf8)))
    case "oid": return .text(sha)
    case "abbreviatedOid": return .text(String(sha.prefix(7)))
    case _: throw unanswered(call)
    }
  }
}
