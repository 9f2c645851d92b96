import KBConfiguration
import KBForges

/// The fields of repositories.
extension GitHubResolvers {
  /// A field of a repository.
  static func field(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    switch call.name {
    case "name": return .text(repository.name)
    case "nameWithOwner": return .text(repository.nameWithOwner)
    case "owner": return .node(owner(repository.owner, in: call.transaction.state))
    case "isArchived": return .flag(repository.isArchived == true)
    case "defaultBranchRef": return .node(ref(repository.defaultBranch, of: repository))
    case "label": return .node(repository.label(call.argument("name").text ?? "").map { .label($0) })
    case "issue": return try one(of: repository, call)
    case "issueOrPullRequest": return try either(of: repository, call)
    case "issues": return try issues(of: repository, call)
    case "pullRequests": return try pullRequests(of: repository, call)
    case _: throw unanswered(call)
    }
  }

  /// The account or organization with this login.
  static func owner(_ login: String, in state: GitHubState) -> GitHubNode {
    .user(state.user(login) ?? GitHubUser(id: 0, login: login, name: login))
  }

  /// A branch; nil where it does not exist at origin.
  private static func ref(_ branch: String, of repository: GitHubRepository) -> GitHubNode? {
    BareRepository(path: repository.gitDirectory).sha(ofBranch: branch) == nil ? nil : .ref(branch: branch)
  }

  private static func one(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let number = call.argument("number").number ?? 0
    guard let index = repository.issueIndex(number), repository.issues[index].pull == nil else {
      throw call.refusal("NOT_FOUND", "Could not resolve to an Issue with the number of \(number).")
    }
    return .node(.issue(GitHubIssueLink(repositoryID: repository.id, number: number)))
  }

  private static func either(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let number = call.argument("number").number ?? 0
    guard let index = repository.issueIndex(number) else {
      throw call.refusal("NOT_FOUND", "Could not resolve to an issue or pull request with the number of \(number).")
    }
    let link = GitHubIssueLink(repositoryID: repository.id, number: number)
    return .node(repository.issues[index].pull == nil ? .issue(link) : .pullRequest(link))
  }

  private static func issues(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let labels = labelIDs(call.argument("labels"), in: repository)
    let states = texts(call.argument("states"))
    let found = repository.issues.filter { issue in
      issue.pull == nil && (states?.contains(issue.isClosed ? "CLOSED" : "OPEN") ?? true) && hasAny(labels, issue)
        && call.transaction.isListed(issue.nodeID, lag: issue.lag)
    }
    return try page(found, of: repository, type: "Issue", call)
  }

  private static func pullRequests(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let head = call.argument("headRefName").text
    let found = repository.issues.filter { issue in
      guard let pull = issue.pull else { return false }
      return (head == nil || pull.head == head) && call.transaction.isListed(issue.nodeID, lag: issue.lag)
    }
    return try page(found, of: repository, type: "PullRequest", call)
  }

  private static func page(
    _ issues: [GitHubIssue], of repository: GitHubRepository, type: String, _ call: GraphQLFieldCall
  ) throws -> GraphQLOutput {
    let items = issues.map { issue in
      let link = GitHubIssueLink(repositoryID: repository.id, number: issue.number)
      return GraphQLConnection.Item(
        output: .node(type == "Issue" ? .issue(link) : .pullRequest(link)), key: [issue.createdAt, issue.number])
    }
    let isDescending = call.argument("orderBy")["direction"].text == "DESC"
    return try GraphQLConnection.page(items, of: type, descending: isDescending, call)
  }

  private static func texts(_ value: JSONTree) -> [String]? {
    switch value {
    case .array(let elements): elements.compactMap(\.text)
    case .string(let text): [text]
    case .null, .bool, .int, .double, .object: nil
    }
  }

  /// Ids of the labels with these names; nil where no labels are asked for.
  private static func labelIDs(_ names: JSONTree, in repository: GitHubRepository) -> Set<Int>? {
    texts(names).map { Set($0.compactMap { repository.label($0)?.id }) }
  }

  /// GitHub's `labels` argument means: at least one of them.
  private static func hasAny(_ labels: Set<Int>?, _ issue: GitHubIssue) -> Bool {
    labels.map { !$0.isDisjoint(with: issue.labelIDs) } ?? true
  }
}
