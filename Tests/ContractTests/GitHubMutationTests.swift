import KBConfiguration
import TestSupport
import Testing

/// The GraphQL mutations of the emulated API, and whether every field of its schema is answered.
struct GitHubMutationTests {
  private let open = """
    mutation($repository: ID!) {
      createPullRequest(input: {repositoryId: $repository, baseRefName: "main", headRefName: "krutrimbox/prd-1",
        title: "Sort", body: "Closes #1", draft: true}) {
        pullRequest { id number isDraft headRefOid headRepositoryOwner { login } isCrossRepository }
      }
    }
    """

  private func pullRequest(_ fixture: WorldFixture) throws -> JSONTree {
    let answer = try fixture.graphQL(open, ["repository": .string(try fixture.repository.value.nodeID)])
    return answer["data"]["createPullRequest"]["pullRequest"]
  }

  @Test func `a pull request goes from draft to reviewed`() throws {
    let fixture = try WorldFixture()
    let made = try pullRequest(fixture)
    #expect(made["isDraft"] == true)
    #expect(made["isCrossRepository"] == false)
    let state = try fixture.world.state
    let bob = try #require(state.user("bob")?.nodeID)
    let label = try #require(try fixture.repository.value.label("PRD")?.nodeID)
    let answer = try fixture.graphQL(
      """
      mutation($id: ID!, $bob: ID!, $label: ID!) {
        updatePullRequest(input: {pullRequestId: $id, body: "New"}) { pullRequest { body } }
        addLabelsToLabelable(input: {labelableId: $id, labelIds: [$label]}) {
          labelable { labels(first: 5) { nodes { name } } } }
        markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } }
        requestReviews(input: {pullRequestId: $id, userIds: [$bob], union: true}) {
          pullRequest { reviewRequests(first: 5) { nodes { requestedReviewer { ... on User { login } } } } } }
      }
      """, ["id": made["id"], "bob": .string(bob), "label": .string(label)])
    let data = answer["data"]
    #expect(data["updatePullRequest"]["pullRequest"]["body"] == "New")
    #expect(data["addLabelsToLabelable"]["labelable"]["labels"]["nodes"][0]["name"] == "PRD")
    #expect(data["markPullRequestReadyForReview"]["pullRequest"]["isDraft"] == false)
    let reviewers = data["requestReviews"]["pullRequest"]["reviewRequests"]["nodes"]
    #expect(reviewers[0]["requestedReviewer"]["login"] == "bob")
    for kind in [GitHubEffectKind.readyForReview, .reviewRequested, .labelAdded, .pullRequestUpdated] {
      #expect(try fixture.world.effects(kind).count == 1, "\(kind)")
    }
  }

  @Test func `a second pull request of the branch is refused in the same words`() throws {
    let fixture = try WorldFixture()
    _ = try pullRequest(fixture)
    let again = try fixture.graphQL(open, ["repository": .string(try fixture.repository.value.nodeID)])
    #expect(again["errors"][0]["type"] == "UNPROCESSABLE")
    #expect(again["errors"][0]["message"] == "A pull request already exists for octo:krutrimbox/prd-1.")
    #expect(again["data"]["createPullRequest"] == .null)
  }

  @Test func `comments are added and updated by their node id`() throws {
    let fixture = try WorldFixture()
    let issue = try fixture.repository.issue(2).nodeID
    let added = try fixture.graphQL(
      "mutation($id:ID!){addComment(input:{subjectId:$id,body:\"one\"}){commentEdge{node{id fullDatabaseId url}}}}",
      ["id": .string(issue)])
    let node = added["data"]["addComment"]["commentEdge"]["node"]
    #expect(node["url"].text?.hasSuffix("/issues/2#issuecomment-\(node["fullDatabaseId"].text ?? "")") == true)
    let updated = try fixture.graphQL(
      "mutation($id:ID!){updateIssueComment(input:{id:$id,body:\"two\"}){issueComment{body viewerDidAuthor}}}",
      ["id": node["id"]])
    #expect(updated["data"]["updateIssueComment"]["issueComment"]["body"] == "two")
    #expect(try fixture.repository.comments(2).map(\.body) == ["two"])
  }

  @Test func `an issue is closed with its reason`() throws {
    let fixture = try WorldFixture()
    let issue = try fixture.repository.issue(2).nodeID
    let answer = try fixture.graphQL(
      "mutation($id:ID!){closeIssue(input:{issueId:$id,stateReason:COMPLETED}){issue{state stateReason}}}",
      ["id": .string(issue)])
    #expect(answer["data"]["closeIssue"]["issue"] == ["state": "CLOSED", "stateReason": "COMPLETED"])
    #expect(try fixture.world.effects(.issueClosed, number: 2).map(\.detail) == ["COMPLETED"])
  }

  @Test func `a reader is forbidden, and what was refused is undone`() throws {
    let fixture = try WorldFixture()
    try fixture.repository.allow("alice", "READ")
    let made = try fixture.graphQL(open, ["repository": .string(try fixture.repository.value.nodeID)])
    #expect(made["errors"][0]["type"] == "FORBIDDEN")
    #expect(try fixture.repository.pullRequests.isEmpty)
    #expect(try fixture.world.effects.isEmpty)
  }

  @Test func `every field of the schema is answered`() throws {
    let fixture = try WorldFixture()
    _ = try pullRequest(fixture)
    try fixture.repository.block(3, by: [2])
    for number in [1, 4] { try fixture.repository.addComment(number, "x", author: "bob") }
    try fixture.repository.change(4) { $0.pull?.reviewers = ["bob"] }
    for type in ["Repository", "Issue", "PullRequest", "IssueComment", "User", "Label"] {
      let id: String =
        switch type {
        case "Repository": try fixture.repository.value.nodeID
        case "Issue": try fixture.repository.issue(3).nodeID
        case "PullRequest": try fixture.repository.issue(4).nodeID
        case "IssueComment": try fixture.repository.comments(4)[0].nodeID
        case "Label": try fixture.repository.value.labels[0].nodeID
        case _: try #require(try fixture.world.state.user("bob")?.nodeID)
        }
      let selection = try GitHubSchemaProbe.selection(of: type, depth: 3)
      let answer = try fixture.graphQL(
        "query($id:ID!){node(id:$id){... on \(type){\(selection)}}}", ["id": .string(id)])
      #expect(answer.member("errors") == nil, "\(type): \(answer["errors"].json)")
    }
    let rest = try GitHubSchemaProbe.selection(of: "RateLimit", depth: 1)
    #expect(try fixture.graphQL("{rateLimit{\(rest)} viewer{login} user(login:\"bob\"){id}}").member("errors") == nil)
  }
}
