import KBForges

/// The fields of issues, of pull requests where they are like issues, and of comments.
extension GitHubResolvers {
  /// A field of an issue.
  static func issueField(of link: GitHubIssueLink, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let transaction = call.transaction
    let issue = try transaction.issue(link)
    switch call.name {
    case "state": return .text(issue.isClosed ? "CLOSED" : "OPEN")
    case "title": return .text(issue.title)
    case "author": return .node(author(issue.author, in: transaction.state))
    case "createdAt": return .time(issue.createdAt)
    case "repository": return .node(.repository(try transaction.repository(link.repositoryID)))
    case "stateReason": return .text(issue.stateReason)
    case "parent":
      // A parent in a repository that the viewer may not see is simply not there.
      return .node(issue.parent.flatMap { transaction.isVisible($0) ? .issue($0) : nil })
    case "timelineItems": return try page(events(of: issue, link, call), of: "IssueTimelineItems", call)
    case "lastEditedAt": return .time(issue.edits?.last?.at)
    case "editor": return .node(issue.edits?.last.flatMap { author($0.actor, in: transaction.state) })
    case "userContentEdits":
      // The newest first: https://docs.github.com/en/graphql/reference/objects#usercontenteditconnection
      let edits = (issue.edits ?? []).reversed().map {
        act(of: "UserContentEdit", at: "editedAt", by: "editor", $0, call)
      }
      return try page(Array(edits), of: "UserContentEdit", call)
    case "subIssues": return try links(issue.subIssues, call)
    case "blockedBy": return try links(issue.blockedBy, call)
    case "subIssuesSummary":
      let children = try issue.subIssues.map { try transaction.issue($0) }
      let done = children.filter(\.isClosed).count
      return summary(
        "SubIssuesSummary",
        [
          "total": children.count, "completed": done,
        ])
    case _: return try commonField(of: issue, link, call)
    }
  }

  /// Those of https://docs.github.com/en/graphql/reference/unions#issuetimelineitems that are known, oldest first.
  private static func events(
    of issue: GitHubIssue, _ link: GitHubIssueLink, _ call: GraphQLFieldCall
  ) throws -> [GraphQLOutput] {
    let wanted = call.argument("itemTypes").elements.compactMap(\.text)
    var events: [(kind: String, at: Int, output: GraphQLOutput)] = (issue.reopenings ?? []).map { event in
      let reopening = GitHubAct(at: event.at, actor: event.actor)
      return ("REOPENED_EVENT", event.at, act(of: "ReopenedEvent", reopening, call))
    }
    events += (issue.renames ?? []).map { ("RENAMED_TITLE_EVENT", $0.at, act(of: "RenamedTitleEvent", $0, call)) }
    let labels = try call.transaction.repository(link.repositoryID).labels
    for (name, acts) in issue.labelings ?? [:] {
      guard let label = labels.first(where: { $0.name.lowercased() == name.lowercased() }) else { continue }
      events += acts.map {
        ("LABELED_EVENT", $0.at, act(of: "LabeledEvent", $0, call, ["label": .node(.label(label))]))
      }
    }
    return events.filter { wanted.isEmpty || wanted.contains($0.kind) }.sorted { $0.at < $1.at }.map(\.output)
  }

  private static func act(
    of type: String, at time: String = "createdAt", by actor: String = "actor", _ act: GitHubAct,
    _ call: GraphQLFieldCall, _ more: [String: GraphQLOutput] = [:]
  ) -> GraphQLOutput {
    .node(
      .record(
        type: type,
        fields: [time: .time(act.at), actor: .node(author(act.actor, in: call.transaction.state))].merging(more) { $1 })
    )
  }

  /// The fields that issues and pull requests share.
  static func commonField(
    of issue: GitHubIssue, _ link: GitHubIssueLink, _ call: GraphQLFieldCall
  ) throws -> GraphQLOutput {
    let repository = try call.transaction.repository(link.repositoryID)
    switch call.name {
    case "number": return .int(issue.number)
    case "body": return .text(issue.body)
    case "url": return .text("\(repository.url)/\(issue.pull == nil ? "issues" : "pull")/\(issue.number)")
    case "labels":
      let labels = issue.labelIDs.compactMap { id in repository.labels.first { $0.id == id } }
      return try page(labels.map { .node(.label($0)) }, of: "Label", call)
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
    switch call.name {
    case "body": return .text(comment.body)
    case "url":
      let kind = try call.transaction.issue(place.link).pull == nil ? "issues" : "pull"
      return .text("\(repository.url)/\(kind)/\(place.link.number)#issuecomment-\(comment.id)")
    case "author": return .node(author(comment.author, in: call.transaction.state))
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

  private static func summary(_ type: String, _ numbers: [String: Int]) -> GraphQLOutput {
    .node(.record(type: type, fields: numbers.mapValues { .int($0) }))
  }
}
