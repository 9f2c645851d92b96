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
    switch call.name {
    case "id": return .text(issue.nodeID)
    case "state": return .text(pullState(issue))
    case "isDraft": return .flag(pull.isDraft)
    case "headRefOid": return .text(pull.currentHead(in: repository, isOpen: !issue.isClosed))
    case "headRepositoryOwner":
      return pull.headRepository == nil ? .null : .node(owner(pull.headOwner, in: call.transaction.state))
    case _: return try commonField(of: issue, link, call)
    }
  }
}
