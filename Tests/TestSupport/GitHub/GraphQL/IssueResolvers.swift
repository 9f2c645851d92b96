/// The fields of issues, of pull requests where they are like issues, and of comments.
extension GitHubResolvers {
  /// A field of an issue.
  static func issueField(of link: GitHubIssueLink, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let transaction = call.transaction
    let issue = try transaction.issue(link)
    switch call.name {
    case "state": return .text(issue.isClosed ? "CLOSED" : "OPEN")
    case "stateReason":
      // Without the argument GitHub tells COMPLETED for a duplicate, for the sake of old clients.
      let isKnown = issue.stateReason != "DUPLICATE" || call.argument("enableDuplicate").flag == true
      return .text(isKnown ? issue.stateReason : "COMPLETED")
    case "parent":
      // A parent in a repository that the viewer may not see is simply not there.
      return .node(issue.parent.flatMap { transaction.isVisible($0) ? .issue($0) : nil })
    case "timelineItems":
      // Of https://docs.github.com/en/graphql/reference/unions#issuetimelineitems the reopenings are known.
      let events = (issue.reopenings ?? []).map { event in
        GraphQLOutput.node(
          .record(
            type: "ReopenedEvent",
            fields: [
              "createdAt": .time(event.at), "actor": .node(author(event.actor, in: transaction.state)),
              "stateReason": .text(nil),
            ]))
      }
      return try page(events, of: "IssueTimelineItems", call)
    case "subIssues": return try links(issue.subIssues, call)
    case "blockedBy": return try links(issue.blockedBy, call)
    case "blocking": return try links(blocking(link, in: transaction.state), call)
    case "subIssuesSummary":
      let children = try issue.subIssues.map { try transaction.issue($0) }
      let done = children.filter(\.isClosed).count
      return summary(
        "SubIssuesSummary",
        [
          "total": children.count, "completed": done,
          "percentCompleted": children.isEmpty ? 0 : done * 100 / children.count,
        ])
    case "issueDependenciesSummary":
      let blockers = try issue.blockedBy.map { try transaction.issue($0) }
      let blocked = try blocking(link, in: transaction.state).map { try transaction.issue($0) }
      return summary(
        "IssueDependenciesSummary",
        [
          "blockedBy": blockers.filter { !$0.isClosed }.count, "totalBlockedBy": blockers.count,
          "blocking": blocked.filter { !$0.isClosed }.count, "totalBlocking": blocked.count,
        ])
    case _: return try commonField(of: issue, link, call)
    }
  }

  /// The fields that issues and pull requests share.
  static func commonField(
    of issue: GitHubIssue, _ link: GitHubIssueLink, _ call: GraphQLFieldCall
  ) throws -> GraphQLOutput {
    let repository = try call.transaction.repository(link.repositoryID)
    switch call.name {
    case "id": return .text(issue.nodeID)
    case "databaseId": return .int(issue.id)
    case "fullDatabaseId": return .text(String(issue.id))
    case "number": return .int(issue.number)
    case "title": return .text(issue.title)
    case "body": return .text(issue.body)
    case "url": return .text("\(repository.url)/\(issue.pull == nil ? "issues" : "pull")/\(issue.number)")
    case "author": return .node(author(issue.author, in: call.transaction.state))
    case "viewerDidAuthor": return .flag(issue.author == call.transaction.viewer.login)
    case "closed": return .flag(issue.isClosed)
    case "closedAt": return .time(issue.closedAt)
    case "createdAt": return .time(issue.createdAt)
    case "updatedAt": return .time(issue.updatedAt)
    case "repository": return .node(.repository(repository))
    case "labels":
      let labels = issue.labelIDs.compactMap { id in repository.labels.first { $0.id == id } }
      return try page(labels.map { .node(.label($0)) }, of: "Label", call)
    case "assignees":
      return try page(issue.assignees.map { .node(owner($0, in: call.transaction.state)) }, of: "User", call)
    case "comments":
      let listed = issue.comments.filter { call.transaction.isListed($0.nodeID, lag: $0.lag) }
      let items = listed.map {
        GraphQLConnection.Item(
          output: .node(.comment(GitHubTransaction.CommentPlace(link: link, comment: $0))), key: [$0.id])
      }
      return try GraphQLConnection.page(items, of: "IssueComment", call)
    case _: throw unanswered(call)
    }
  }

  /// A field of a comment.
  static func field(of place: GitHubTransaction.CommentPlace, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let comment = place.comment
    let repository = try call.transaction.repository(place.link.repositoryID)
    let isOnPull = try call.transaction.issue(place.link).pull != nil
    switch call.name {
    case "id": return .text(comment.nodeID)
    case "databaseId": return .int(comment.id)
    case "fullDatabaseId": return .text(String(comment.id))
    case "body": return .text(comment.body)
    case "url":
      let kind = isOnPull ? "pull" : "issues"
      return .text("\(repository.url)/\(kind)/\(place.link.number)#issuecomment-\(comment.id)")
    case "author": return .node(author(comment.author, in: call.transaction.state))
    case "viewerDidAuthor": return .flag(comment.author == call.transaction.viewer.login)
    case "createdAt": return .time(comment.createdAt)
    case "updatedAt": return .time(comment.updatedAt)
    case "issue": return .node(.issue(place.link))
    case "pullRequest": return .node(isOnPull ? .pullRequest(place.link) : nil)
    case "repository": return .node(.repository(repository))
    case _: throw unanswered(call)
    }
  }

  /// Things in their own order, as a connection.
  static func page(_ outputs: [GraphQLOutput], of type: String, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let items = outputs.enumerated().map { GraphQLConnection.Item(output: $1, key: [$0 + 1]) }
    return try GraphQLConnection.page(items, of: type, call)
  }

  /// The account that wrote something; nil for a deleted one, which GitHub's pages show as "ghost".
  private static func author(_ login: String?, in state: GitHubState) -> GitHubNode? {
    login.map { owner($0, in: state) }
  }

  private static func links(_ links: [GitHubIssueLink], _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    try page(
      links.map { link in
        call.transaction.isVisible(link)
          ? .node(.issue(link))
          : .refused(type: "FORBIDDEN", message: "Resource not accessible by personal access token")
      }, of: "Issue", call)
  }

  private static func blocking(_ link: GitHubIssueLink, in state: GitHubState) -> [GitHubIssueLink] {
    state.repositories.flatMap { repository in
      repository.issues.filter { $0.blockedBy.contains(link) }.map {
        GitHubIssueLink(repositoryID: repository.id, number: $0.number)
      }
    }
  }

  private static func summary(_ type: String, _ numbers: [String: Int]) -> GraphQLOutput {
    .node(.record(type: type, fields: numbers.mapValues { .int($0) }))
  }
}
