/// The fields of pull requests.
extension GitHubResolvers {
  /// OPEN, CLOSED or MERGED.
  static func pullState(_ issue: GitHubIssue) -> String {
    issue.pull?.mergedAt != nil ? "MERGED" : issue.isClosed ? "CLOSED" : "OPEN"
  }

  /// A field of a pull request.
  static func pullRequestField(of link: GitHubIssueLink, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let issue = try call.transaction.issue(link)
    let repository = try call.transaction.repository(link.repositoryID)
    guard let pull = issue.pull else { throw unanswered(call) }
    let state = call.transaction.state
    let isCross = pull.headRepository?.lowercased() != repository.nameWithOwner.lowercased()
    switch call.name {
    case "state": return .text(pullState(issue))
    case "isDraft": return .flag(pull.isDraft)
    case "merged": return .flag(pull.mergedAt != nil)
    case "mergedAt": return .time(pull.mergedAt)
    case "headRefName": return .text(pull.head)
    case "headRefOid": return .text(pull.currentHead(in: repository, isOpen: !issue.isClosed))
    case "headRef": return .node(isCross ? nil : ref(pull.head, of: repository))
    case "baseRefName": return .text(pull.base)
    case "headRepositoryOwner": return pull.headRepository == nil ? .null : .node(owner(pull.headOwner, in: state))
    case "headRepository":
      guard let name = pull.headRepository else { return .null }
      if !isCross { return .node(.repository(repository)) }
      let fork = GitHubRepository(
        id: 0, owner: pull.headOwner, name: String(name.split(separator: "/").last ?? ""), defaultBranch: "main",
        gitDirectory: "", isFork: true)
      return .node(.repository(state.repositoryIndex(name).map { state.repositories[$0] } ?? fork))
    case "isCrossRepository": return .flag(isCross)
    case "reviewRequests":
      let requests = pull.reviewers.map { login -> GraphQLOutput in
        .node(.record(type: "ReviewRequest", fields: ["requestedReviewer": .node(owner(login, in: state))]))
      }
      return try page(requests, of: "ReviewRequest", call)
    case _: return try commonField(of: issue, link, call)
    }
  }
}
