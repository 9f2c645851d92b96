import KBConfiguration
import KBForges

/// The fields of repositories.
extension GitHubResolvers {
  /// A field of a repository.
  static func field(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    switch call.name {
    case "id": return .text(repository.nodeID)
    case "databaseId": return .int(repository.id)
    case "name": return .text(repository.name)
    case "nameWithOwner": return .text(repository.nameWithOwner)
    case "owner": return .node(owner(repository.owner, in: call.transaction.state))
    case "url": return .text(repository.url)
    case "isFork": return .flag(repository.isFork)
    case "isArchived": return .flag(repository.isArchived == true)
    case "isPrivate", "hasIssuesEnabled": return .flag(true)
    case "viewerPermission": return .text(call.transaction.permission(in: repository))
    case "defaultBranchRef": return .node(ref(repository.defaultBranch, of: repository))
    case "ref":
      let name = call.argument("qualifiedName").text ?? ""
      let prefix = "refs/heads/"
      return .node(ref(name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name, of: repository))
    case "label": return .node(repository.label(call.argument("name").text ?? "").map { .label($0) })
    case "labels": return try labels(of: repository, call)
    case "issue": return try one(of: repository, call, isPull: false)
    case "pullRequest": return try one(of: repository, call, isPull: true)
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
  static func ref(_ branch: String, of repository: GitHubRepository) -> GitHubNode? {
    BareRepository(path: repository.gitDirectory).sha(ofBranch: branch).map {
      .ref(repository: repository, branch: branch, sha: $0)
    }
  }

  private static func one(
    of repository: GitHubRepository, _ call: GraphQLFieldCall, isPull: Bool
  ) throws -> GraphQLOutput {
    let number = call.argument("number").number ?? 0
    guard let index = repository.issueIndex(number), (repository.issues[index].pull != nil) == isPull else {
      let kind = isPull ? "a PullRequest" : "an Issue"
      throw call.refusal("NOT_FOUND", "Could not resolve to \(kind) with the number of \(number).")
    }
    let link = GitHubIssueLink(repositoryID: repository.id, number: number)
    return .node(isPull ? .pullRequest(link) : .issue(link))
  }

  private static func either(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let number = call.argument("number").number ?? 0
    guard let index = repository.issueIndex(number) else {
      throw call.refusal("NOT_FOUND", "Could not resolve to an issue or pull request with the number of \(number).")
    }
    let link = GitHubIssueLink(repositoryID: repository.id, number: number)
    return .node(repository.issues[index].pull == nil ? .issue(link) : .pullRequest(link))
  }

  private static func labels(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let wanted = call.argument("query").text?.lowercased()
    let found = repository.labels.filter { label in
      wanted.map { label.name.lowercased().contains($0) || label.text.lowercased().contains($0) } ?? true
    }
    let isByName = call.argument("orderBy")["field"].text == "NAME"
    let ordered = isByName ? found.sorted { $0.name.lowercased() < $1.name.lowercased() } : found
    let items = ordered.enumerated().map { place, label in
      GraphQLConnection.Item(output: .node(.label(label)), key: isByName ? [place] : [label.id])
    }
    return try GraphQLConnection.page(items, of: "Label", descending: isDescending(call), call)
  }

  private static func issues(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let filter = call.argument("filterBy")
    let labels = labelIDs(call.argument("labels"), in: repository)
    let filterLabels = labelIDs(filter["labels"], in: repository)
    let states = texts(call.argument("states")) ?? texts(filter["states"])
    let author = filter["createdBy"].text?.lowercased()
    let assignee = filter["assignee"].text?.lowercased()
    let since = filter["since"].text
    let found = repository.issues.filter { issue in
      issue.pull == nil && (states?.contains(issue.isClosed ? "CLOSED" : "OPEN") ?? true)
        && hasAny(labels, issue) && hasAny(filterLabels, issue)
        && (author == nil || issue.author?.lowercased() == author)
        && (assignee == nil || issue.assignees.contains { $0.lowercased() == assignee })
        && (since.map { WorldClock.iso(issue.updatedAt) >= $0 } ?? true)
        && call.transaction.isListed(issue.nodeID, lag: issue.lag)
    }
    return try page(found, of: repository, type: "Issue", call)
  }

  private static func pullRequests(of repository: GitHubRepository, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let states = texts(call.argument("states"))
    let labels = labelIDs(call.argument("labels"), in: repository)
    let head = call.argument("headRefName").text
    let base = call.argument("baseRefName").text
    let found = repository.issues.filter { issue in
      guard let pull = issue.pull else { return false }
      return (states?.contains(pullState(issue)) ?? true) && hasAny(labels, issue)
        && (head == nil || pull.head == head) && (base == nil || pull.base == base)
        && call.transaction.isListed(issue.nodeID, lag: issue.lag)
    }
    return try page(found, of: repository, type: "PullRequest", call)
  }

  private static func page(
    _ issues: [GitHubIssue], of repository: GitHubRepository, type: String, _ call: GraphQLFieldCall
  ) throws -> GraphQLOutput {
    let items = issues.map { issue in
      let link = GitHubIssueLink(repositoryID: repository.id, number: issue.number)
      let first =
        switch call.argument("orderBy")["field"].text {
        case "UPDATED_AT": issue.updatedAt
        case "COMMENTS": issue.comments.count
        case _: issue.createdAt
        }
      return GraphQLConnection.Item(
        output: .node(type == "Issue" ? .issue(link) : .pullRequest(link)), key: [first, issue.number])
    }
    return try GraphQLConnection.page(items, of: type, descending: isDescending(call), call)
  }

  private static func isDescending(_ call: GraphQLFieldCall) -> Bool {
    call.argument("orderBy")["direction"].text == "DESC"
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
