import KBConfiguration
import KBDomain
import KBForges
import KBProtocol

/// The mutations.
extension GitHubResolvers {
  /// Does what a mutation asks and gives its payload.
  static func mutation(_ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let input = call.argument("input")
    switch call.name {
    case "addComment": return try addComment(input, call)
    case "updateIssueComment":
      guard case .comment(let place) = try node(input["id"].text ?? "", call) else {
        throw wrongKind(input["id"], call)
      }
      let updated = try call.transaction.updateComment(place.comment.id, body: input["body"].text ?? "")
      return payload(call, input, ["issueComment": .node(.comment(updated))])
    case "closeIssue":
      let link = try issue(input["issueId"], call)
      try call.transaction.update(
        link, GitHubTransaction.IssueChange(stateReason: input["stateReason"].text, isClosed: true))
      return payload(call, input, ["issue": .node(.issue(link))])
    case "reopenIssue":
      let link = try issue(input["issueId"], call)
      try call.transaction.update(link, GitHubTransaction.IssueChange(isClosed: false))
      return payload(call, input, ["issue": .node(.issue(link))])
    case "updateIssue": return try updateIssue(input, call)
    case "addLabelsToLabelable": return try addLabels(input, call)
    case "createPullRequest": return try createPullRequest(input, call)
    case "updatePullRequest": return try updatePullRequest(input, call)
    case "markPullRequestReadyForReview", "convertPullRequestToDraft":
      let link = try pullRequest(input["pullRequestId"], call)
      try call.transaction.setDraft(link, call.name == "convertPullRequestToDraft")
      return payload(call, input, ["pullRequest": .node(.pullRequest(link))])
    case "requestReviews": return try requestReviews(input, call)
    case _: throw unanswered(call)
    }
  }

  private static func addComment(_ input: JSONTree, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let (link, subject) = try subject(input["subjectId"], call)
    let comment = try call.transaction.addComment(to: link, body: input["body"].text ?? "")
    let place = GitHubTransaction.CommentPlace(link: link, comment: comment)
    let edge: [String: GraphQLOutput] = [
      "cursor": .text(Base64.encode(Array("cursor:v2:\(comment.id)".utf8))), "node": .node(.comment(place)),
    ]
    return payload(
      call, input, ["commentEdge": .node(.record(type: "IssueCommentEdge", fields: edge)), "subject": .node(subject)])
  }

  private static func updateIssue(_ input: JSONTree, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let link = try issue(input["id"], call)
    try call.transaction.update(
      link,
      GitHubTransaction.IssueChange(
        title: input["title"].text, body: input["body"].text, isClosed: input["state"].text.map { $0 == "CLOSED" },
        labels: try labelNames(input.member("labelIds"), call), assignees: try logins(input.member("assigneeIds"), call)
      ))
    return payload(call, input, ["issue": .node(.issue(link)), "actor": .node(.user(call.transaction.viewer))])
  }

  private static func updatePullRequest(_ input: JSONTree, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let link = try pullRequest(input["pullRequestId"], call)
    try call.transaction.update(
      link,
      GitHubTransaction.IssueChange(
        title: input["title"].text, body: input["body"].text, isClosed: input["state"].text.map { $0 == "CLOSED" },
        labels: try labelNames(input.member("labelIds"), call), assignees: try logins(input.member("assigneeIds"), call)
      ))
    return payload(
      call, input, ["pullRequest": .node(.pullRequest(link)), "actor": .node(.user(call.transaction.viewer))])
  }

  private static func addLabels(_ input: JSONTree, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let (link, node) = try subject(input["labelableId"], call)
    let repository = try call.transaction.repository(link.repositoryID)
    try call.transaction.requireWrite(in: repository, to: "AddLabelsToLabelable")
    for id in input["labelIds"].elements {
      guard case .label(let label) = try self.node(id.text ?? "", call), repository.labels.contains(label) else {
        throw wrongKind(id, call)
      }
      try call.transaction.addLabel(label, to: link)
    }
    return payload(call, input, ["labelable": .node(node)])
  }

  private static func createPullRequest(_ input: JSONTree, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    guard case .repository(let repository) = try node(input["repositoryId"].text ?? "", call) else {
      throw wrongKind(input["repositoryId"], call)
    }
    let link = try call.transaction.createPullRequest(
      in: repository.id,
      GitHubTransaction.NewPullRequest(
        title: input["title"].text ?? "", body: input["body"].text ?? "", base: input["baseRefName"].text ?? "",
        head: input["headRefName"].text ?? "", isDraft: input["draft"].flag ?? false))
    return payload(call, input, ["pullRequest": .node(.pullRequest(link))])
  }

  private static func requestReviews(_ input: JSONTree, _ call: GraphQLFieldCall) throws -> GraphQLOutput {
    let link = try pullRequest(input["pullRequestId"], call)
    try call.transaction.requestReviews(
      link, from: try logins(input.member("userIds"), call) ?? [], replacing: input["union"].flag != true)
    return payload(
      call, input, ["pullRequest": .node(.pullRequest(link)), "actor": .node(.user(call.transaction.viewer))])
  }

  private static func payload(
    _ call: GraphQLFieldCall, _ input: JSONTree, _ fields: [String: GraphQLOutput]
  ) -> GraphQLOutput {
    let type = call.name.prefix(1).uppercased() + call.name.dropFirst() + "Payload"
    let own: [String: GraphQLOutput] = ["clientMutationId": .text(input["clientMutationId"].text)]
    return .node(.record(type: type, fields: fields.merging(own) { given, _ in given }))
  }

  private static func subject(
    _ id: JSONTree, _ call: GraphQLFieldCall
  ) throws -> (link: GitHubIssueLink, node: GitHubNode) {
    let node = try node(id.text ?? "", call)
    switch node {
    case .issue(let link), .pullRequest(let link): return (link, node)
    case .query, .mutation, .user, .repository, .comment, .label, .ref, .commit, .record: throw wrongKind(id, call)
    }
  }

  private static func issue(_ id: JSONTree, _ call: GraphQLFieldCall) throws -> GitHubIssueLink {
    guard case .issue(let link) = try node(id.text ?? "", call) else { throw wrongKind(id, call) }
    return link
  }

  private static func pullRequest(_ id: JSONTree, _ call: GraphQLFieldCall) throws -> GitHubIssueLink {
    guard case .pullRequest(let link) = try node(id.text ?? "", call) else { throw wrongKind(id, call) }
    return link
  }

  private static func labelNames(_ ids: JSONTree?, _ call: GraphQLFieldCall) throws -> [String]? {
    try ids?.elements.map {
      guard case .label(let label) = try node($0.text ?? "", call) else { throw wrongKind($0, call) }
      return label.name
    }
  }

  private static func logins(_ ids: JSONTree?, _ call: GraphQLFieldCall) throws -> [String]? {
    try ids?.elements.map {
      guard case .user(let user) = try node($0.text ?? "", call) else { throw wrongKind($0, call) }
      return user.login
    }
  }

  private static func wrongKind(_ id: JSONTree, _ call: GraphQLFieldCall) -> GraphQLError {
    call.refusal("NOT_FOUND", "Could not resolve to a node with the global id of '\(id.text ?? "")'.")
  }
}
