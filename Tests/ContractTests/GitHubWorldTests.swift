import KBConfiguration
import TestSupport
import Testing

@Suite("The emulated API by itself: what it keeps, what it refuses, and what it writes down")
struct GitHubWorldTests {
  private let repository = "repos/octo/widgets"
  private let head = "krutrimbox/prd-1"

  private func open(_ fixture: WorldFixture) throws -> (status: Int, body: JSONTree) {
    try fixture.rest(
      "POST", "\(repository)/pulls",
      ["title": "Sort", "head": .string(head), "base": "main", "draft": true, "body": "Closes #1"])
  }

  @Test("a pull request needs a branch at origin with commits of its own")
  func pullRequest() throws {
    let fixture = try WorldFixture()
    let missing = try fixture.rest("POST", "\(repository)/pulls", ["title": "T", "head": "nothing", "base": "main"])
    #expect(missing.status == 422)
    #expect(missing.body["errors"][0]["field"] == "head")
    let same = try fixture.rest("POST", "\(repository)/pulls", ["title": "T", "head": "main", "base": "main"])
    #expect(same.body["errors"][0]["message"] == "No commits between main and main")
    let made = try open(fixture)
    #expect(made.status == 201)
    #expect(made.body["head"]["sha"].text == (try fixture.repository.git.sha(ofBranch: head)))
    let again = try open(fixture)
    #expect(again.body["errors"][0]["message"].text == "A pull request already exists for octo:\(head).")
    #expect(try fixture.world.effects(.pullRequestCreated).count == 1)
  }

  @Test("the head follows the branch, and a merge closes what the body names")
  func headFollows() throws {
    let fixture = try WorldFixture()
    let number = try #require(try open(fixture).body["number"].number)
    let next = try fixture.repository.git.commit(on: head, file: "b.txt", text: "b\n", message: "Add b")
    #expect(try fixture.rest("GET", "\(repository)/pulls/\(number)").body["head"]["sha"].text == next)
    try fixture.repository.merge(number)
    #expect(try fixture.repository.issue(fixture.prd).isClosed)
    #expect(try fixture.repository.issue(number).pull?.mergedAt != nil)
  }

  @Test("repeated closes, labels and comment updates are no second effect")
  func repeatedCloses() throws {
    let fixture = try WorldFixture()
    let issue = fixture.issues[0]
    for _ in 0..<2 {
      #expect(try fixture.rest("PATCH", "\(repository)/issues/\(issue)", ["state": "closed"]).status == 200)
      #expect(try fixture.rest("POST", "\(repository)/issues/\(issue)/labels", ["labels": ["PRD"]]).status == 200)
    }
    let made = try fixture.rest("POST", "\(repository)/issues/\(issue)/comments", ["body": "one"]).body
    let comment = try #require(made["id"].number)
    for body in ["two", "two"] {
      _ = try fixture.rest("PATCH", "\(repository)/issues/comments/\(comment)", ["body": .string(body)])
    }
    #expect(try fixture.world.effects(.issueClosed, number: issue).count == 1)
    #expect(try fixture.world.effects(.labelAdded, number: issue).count == 1)
    #expect(try fixture.world.effects(.commentUpdated).count == 1)
    #expect(try fixture.repository.comments(issue).map(\.body) == ["two"])
    #expect(try fixture.repository.comments(issue).map(\.author) == ["alice"])
  }

  @Test("a reviewer may be a collaborator, never the author")
  func reviewerCollaborator() throws {
    let fixture = try WorldFixture()
    let number = try #require(try open(fixture).body["number"].number)
    func ask(_ login: JSONTree) throws -> Int {
      try fixture.rest("POST", "\(repository)/pulls/\(number)/requested_reviewers", ["reviewers": [login]]).status
    }
    #expect(try ask("alice") == 422)
    #expect(try ask("stranger") == 422)
    #expect(try ask("bob") == 201)
    #expect(try fixture.repository.issue(number).pull?.reviewers == ["bob"])
  }

  @Test("labels are one whatever their case")
  func labelsWhatever() throws {
    let fixture = try WorldFixture()
    let refused = try fixture.rest("POST", "\(repository)/labels", ["name": "prd", "color": "fef2c0"])
    #expect(refused.status == 422)
    #expect(refused.body["errors"][0]["code"] == "already_exists")
  }

  @Test("a renamed repository redirects REST reads and is followed by GraphQL")
  func renamedRepository() throws {
    let fixture = try WorldFixture()
    try fixture.repository.rename(to: "octo/gadgets")
    let moved = try fixture.send("GET", "\(repository)/pulls?per_page=5").response
    #expect(moved.status == 301)
    #expect(moved.headers["Location"]?.hasSuffix("/pulls?per_page=5") == true)
    let found = try fixture.graphQL(#"{repository(owner:"octo",name:"widgets"){nameWithOwner}}"#)
    #expect(found["data"]["repository"]["nameWithOwner"] == "octo/gadgets")
  }

  @Test("tokens tell who acts, and a wrong one is refused")
  func tokensTell() throws {
    let fixture = try WorldFixture()
    try fixture.world.addUser("bob", withToken: true)
    let body: JSONTree = ["body": "by bob"]
    let target = "\(repository)/issues/1/comments"
    let reply = try fixture.send("POST", target, body, token: GitHubWorld.token(of: "bob"))
    #expect(reply.response.status == 201)
    #expect(try fixture.repository.comments(1).map(\.author) == ["bob"])
    #expect(try fixture.send("POST", target, body, token: "gho_other").response.status == 401)
    #expect(try fixture.world.requests.map(\.login) == ["bob", nil])
  }

  @Test("readers may comment and no more")
  func readersComment() throws {
    let fixture = try WorldFixture()
    try fixture.world.addUser("carol", withToken: true)
    let token = GitHubWorld.token(of: "carol")
    #expect(
      try fixture.send("PATCH", "\(repository)/issues/2", ["state": "closed"], token: token).response.status == 403)
    #expect(
      try fixture.send("POST", "\(repository)/issues/2/comments", ["body": "x"], token: token).response.status == 201)
    #expect(try fixture.repository.issue(2).isClosed == false)
  }

  @Test("many processes at once lose nothing")
  func manyProcesses() async throws {
    let fixture = try WorldFixture()
    let world = fixture.world
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<6 {
        group.addTask {
          _ = await onOwnThread {
            (0..<5).map { number in
              ShortCommand(
                [
                  BuiltProducts.path("Doubles"), "gh", "api", "repos/octo/widgets/issues/1/comments", "-f",
                  "body=\(writer).\(number)",
                ],
                environment: [GitHubWorld.environmentVariable: world.directory]
              ).run().status
            }
          }
        }
      }
    }
    #expect(Set(try fixture.repository.comments(1).map(\.body)).count == 30)
    #expect(Set(try fixture.repository.comments(1).map(\.id)).count == 30)
    #expect(try world.requests.map(\.number) == Array(1...30))
    #expect(try world.effects(.commentCreated).count == 30)
  }
}
