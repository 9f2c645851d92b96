import KBConfiguration
import TestSupport
import Testing

@Suite("What the emulated API changes, and whether it answers its whole schema")
struct GitHubMutationTests {
  private let ready = """
    mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }
    """

  private func open(_ fixture: WorldFixture) throws -> (status: Int, body: JSONTree) {
    try fixture.rest(
      "POST", "repos/octo/widgets/pulls",
      ["title": "Sort", "head": "krutrimbox/prd-1", "base": "main", "draft": true, "body": "Closes #1"])
  }

  @Test("a pull request goes from draft to reviewed")
  func draftToReview() throws {
    let fixture = try WorldFixture()
    let made = try open(fixture).body
    let number = try #require(made["number"].number)
    #expect(made["draft"] == true)
    #expect(made["head"]["repo"]["full_name"] == "octo/widgets")
    let changed = try fixture.rest("PATCH", "repos/octo/widgets/pulls/\(number)", ["body": "New"]).body
    #expect(changed["body"] == "New")
    let labels = try fixture.rest("POST", "repos/octo/widgets/issues/\(number)/labels", ["labels": ["PRD"]]).body
    #expect(labels[0]["name"] == "PRD")
    let answer = try fixture.graphQL(ready, ["id": made["node_id"]])
    #expect(answer["data"]["markPullRequestReadyForReview"]["pullRequest"]["isDraft"] == false)
    let asked = try fixture.rest(
      "POST", "repos/octo/widgets/pulls/\(number)/requested_reviewers", ["reviewers": ["bob"]]
    ).body
    #expect(asked["requested_reviewers"][0]["login"] == "bob")
    for kind in [GitHubEffectKind.readyForReview, .reviewRequested, .labelAdded, .pullRequestUpdated] {
      #expect(try fixture.world.effects(kind).count == 1, "\(kind)")
    }
  }

  @Test("what is no pull request is not found")
  func wrongKind() throws {
    let fixture = try WorldFixture()
    let answer = try fixture.graphQL(ready, ["id": .string(try fixture.repository.issue(2).nodeID)])
    #expect(answer["errors"][0]["type"] == "NOT_FOUND")
    #expect(answer["data"]["markPullRequestReadyForReview"] == .null)
  }

  @Test("an issue is closed with its reason")
  func closed() throws {
    let fixture = try WorldFixture()
    let answer = try fixture.rest(
      "PATCH", "repos/octo/widgets/issues/2", ["state": "closed", "state_reason": "completed"])
    #expect(answer.body["state"] == "closed" && answer.body["state_reason"] == "completed")
    #expect(try fixture.world.effects(.issueClosed, number: 2).map(\.detail) == ["COMPLETED"])
  }

  @Test("a reader is forbidden, and what was refused is undone")
  func reader() throws {
    let fixture = try WorldFixture()
    let made = try open(fixture).body
    try fixture.world.clearLogs()
    try fixture.repository.allow("alice", "READ")
    #expect(try open(fixture).status == 403)
    #expect(try fixture.graphQL(ready, ["id": made["node_id"]])["errors"][0]["type"] == "FORBIDDEN")
    #expect(try fixture.repository.pullRequests.map { $0.pull?.isDraft } == [true])
    #expect(try fixture.world.effects.isEmpty)
  }

  @Test("every field of the schema is answered")
  func wholeSchema() throws {
    let fixture = try WorldFixture()
    let number = try #require(try open(fixture).body["number"].number)
    try fixture.repository.block(1, by: [2])
    for number in [1, number] { try fixture.repository.addComment(number, "x", author: "bob") }
    try fixture.repository.build {
      try $0.edit(1, title: "Sort all", body: "More", by: "bob")
      try $0.close(1)
      try $0.reopen(1)
    }
    let answer = try fixture.graphQL(try GitHubSchemaProbe.query(depth: 5))
    #expect(answer.member("errors") == nil, "\(answer["errors"].json)")
    let events = try fixture.graphQL(
      #"{repository(owner:"octo",name:"widgets"){issue(number:1){timelineItems(last:9){nodes{__typename}}}}}"#)
    let kinds = events["data"]["repository"]["issue"]["timelineItems"]["nodes"].elements
    #expect(Set(kinds.map { $0["__typename"].text }) == ["LabeledEvent", "RenamedTitleEvent", "ReopenedEvent"])
  }
}
