import KBConfiguration
import KBDomain
import TestSupport
import Testing

@Suite("The GraphQL executor of the emulated API")
struct GitHubGraphQLTests {
  @Test("answers exactly the selected fields in the query's order")
  func answersExactly() throws {
    let fixture = try WorldFixture()
    let query = """
      query Look($n: Int!) {
        repository(owner: "OCTO", name: "widgets") {
          prd: issueOrPullRequest(number: $n) {
            ... on Issue {
              title number
              labels(first: 5) { nodes { name } }
              subIssues(first: 1) { nodes { number parent { number } } pageInfo { hasNextPage } }
              author { __typename login }
            }
            ... on PullRequest { id }
          }
          nameWithOwner
        }
      }
      """
    let body: JSONTree = ["query": .string(query), "variables": ["n": .int(fixture.prd)]]
    let answer = try fixture.send("POST", "graphql", body).response.body
    #expect(
      String(decoding: answer, as: UTF8.self)
        == #"{"data":{"repository":{"prd":{"title":"Sort the widgets","number":1,"#
        + #""labels":{"nodes":[{"name":"PRD"},{"name":"ready-for-agent"}]},"subIssues":{"#
        + #""nodes":[{"number":2,"parent":{"number":1}}],"pageInfo":{"hasNextPage":true}},"#
        + #""author":{"__typename":"User","login":"alice"}},"nameWithOwner":"octo/widgets"}}}"#)
  }

  private static let refusals: [(query: String, variables: JSONTree, code: String)] = [
    ("{viewer{logi}}", [:], "undefinedField"),
    ("{viewer}", [:], "selectionMismatch"),
    ("{viewer{login{x}}}", [:], "selectionMismatch"),
    (#"{repository(owner:"o"){name}}"#, [:], "missingRequiredArguments"),
    (#"{repository(owner:"octo",name:"widgets",nam:"x"){name}}"#, [:], "argumentNotAccepted"),
    (#"{repository(owner:"octo",name:"widgets"){issue(number:"1"){title}}}"#, [:], "argumentLiteralsIncompatible"),
    (
      #"query($n:String!){repository(owner:"octo",name:"widgets"){issue(number:$n){title}}}"#, ["n": "1"],
      "variableMismatch"
    ),
    (#"query($n:Int){repository(owner:"octo",name:"widgets"){issue(number:$n){title}}}"#, ["n": 1], "variableMismatch"),
    (#"{repository(owner:"octo",name:"widgets"){issue(number:$n){title}}}"#, [:], "variableNotDefined"),
    ("query($n:Int!){viewer{login}}", ["n": 1], "variableNotUsed"),
    ("query($n:Nothing!){viewer{login}}", ["n": 1], "variableRequiresValidType"),
    ("{viewer{... on Nothing{login}}}", [:], "undefinedType"),
    ("{viewer{... on Issue{title}}}", [:], "cannotSpreadFragment"),
    (
      #"{repository(owner:"octo",name:"widgets"){a:issue(number:1){title} a:issue(number:2){title}}}"#, [:],
      "fieldConflict"
    ),
    (#"mutation{markPullRequestReadyForReview(input:{}){pullRequest{id}}}"#, [:], "missingRequiredArguments"),
  ]

  @Test("a wrong query is refused whole", arguments: refusals.indices)
  func wrongQuery(index: Int) throws {
    let fixture = try WorldFixture()
    let (query, variables, code) = Self.refusals[index]
    let answer = try fixture.graphQL(query, variables)
    #expect(answer["errors"].elements.map { $0["extensions"]["code"].text }.contains(code), "\(answer.json)")
    #expect(answer.member("data") == nil)
  }

  private static let misfits: [(query: String, variables: JSONTree)] = [
    (#"query($n:Int!){repository(owner:"octo",name:"widgets"){issue(number:$n){title}}}"#, ["n": "1"]),
    (#"query($n:Int!){repository(owner:"octo",name:"widgets"){issue(number:$n){title}}}"#, [:]),
    (
      #"query($s:[IssueState!]){repository(owner:"octo",name:"widgets"){issues(first:1,states:$s){nodes{title}}}}"#,
      ["s": "open"]
    ),
    (
      "mutation($i:MarkPullRequestReadyForReviewInput!){markPullRequestReadyForReview(input:$i){pullRequest{id}}}",
      ["i": ["pullRequestId": "x", "why": "y"]]
    ),
  ]

  @Test("a variable of the wrong kind is refused", arguments: misfits.indices)
  func variableWrong(index: Int) throws {
    let answer = try WorldFixture().graphQL(Self.misfits[index].query, Self.misfits[index].variables)
    #expect(answer["errors"][0]["message"].text?.hasSuffix("was provided invalid value") == true)
    #expect(answer.member("data") == nil)
  }

  @Test(
    "a connection needs a page of 100 at most",
    arguments: [
      ("issues", "MISSING_PAGINATION_BOUNDARIES"), ("issues(first:101)", "EXCESSIVE_PAGINATION"),
      ("issues(first:-1)", "INVALID_PAGINATION"), ("issues(first:1,after:\"x\")", "INVALID_CURSOR_ARGUMENTS"),
    ])
  func connectionNeeds(field: String, type: String) throws {
    let answer = try WorldFixture().graphQL(#"{repository(owner:"octo",name:"widgets"){\#(field){nodes{title}}}}"#)
    #expect(answer["errors"][0]["type"].text == type)
  }

  @Test(
    "a text that is no query is refused",
    arguments: [
      #"""#, "{", "{viewer{login}", "subscription{x}", "{viewer(login:){login}}", "query($n){viewer{login}}", "",
    ])
  func textQuery(query: String) throws {
    let answer = try WorldFixture().graphQL(query)
    #expect(!answer["errors"].elements.isEmpty)
    #expect(answer.member("data") == nil)
  }

  @Test("cursors walk through everything once, also while things are added")
  func cursorsWalk() throws {
    let fixture = try WorldFixture()
    try fixture.repository.build { builder in
      for number in 0..<148 { try builder.addSubIssue(of: fixture.prd, "Issue \(number)") }
    }
    let query = """
      query($after:String){repository(owner:"octo",name:"widgets"){issue(number:1){
        subIssues(first:60,after:$after){nodes{number} pageInfo{hasNextPage endCursor}}}}}
      """
    var seen: [Int] = []
    var after = JSONTree.null
    repeat {
      let page = try fixture.graphQL(query, ["after": after])["data"]["repository"]["issue"]["subIssues"]
      seen += page["nodes"].elements.compactMap { $0["number"].number }
      after = page["pageInfo"]["hasNextPage"] == true ? page["pageInfo"]["endCursor"] : .null
      if seen.count == 60 { try fixture.repository.addSubIssue(of: fixture.prd, "One more") }
    } while after != .null
    #expect(seen == Array(2...152))
  }

  @Test("the newest are taken from the end")
  func newestTaken() throws {
    let fixture = try WorldFixture()
    for number in 1...5 { try fixture.repository.addComment(1, "comment \(number)", author: nil) }
    let query = """
      query($before:String){repository(owner:"octo",name:"widgets"){issue(number:1){
        comments(last:2,before:$before){nodes{body author{login}} pageInfo{hasPreviousPage startCursor}}}}}
      """
    let last = try fixture.graphQL(query)["data"]["repository"]["issue"]["comments"]
    #expect(last["nodes"].elements.map { $0["body"].text } == ["comment 4", "comment 5"])
    #expect(last["nodes"][0]["author"] == .null)
    #expect(last["pageInfo"]["hasPreviousPage"] == true)
    let earlier = try fixture.graphQL(query, ["before": last["pageInfo"]["startCursor"]])
    let nodes = earlier["data"]["repository"]["issue"]["comments"]["nodes"]
    #expect(nodes.elements.map { $0["body"].text } == ["comment 2", "comment 3"])
  }

  @Test("what is missing is null with an error, and the rest is answered")
  func missingNull() throws {
    let fixture = try WorldFixture()
    let answer = try fixture.graphQL(
      #"{viewer{login} repository(owner:"octo",name:"widgets"){a:issue(number:99){title} b:issue(number:1){number}}}"#)
    #expect(answer["data"]["viewer"]["login"] == "alice")
    #expect(answer["data"]["repository"]["a"] == .null)
    #expect(answer["data"]["repository"]["b"]["number"] == 1)
    #expect(answer["errors"][0]["type"] == "NOT_FOUND")
    #expect(answer["errors"][0]["path"] == ["repository", "a"])
  }

  @Test("issues are filtered by label, state and order")
  func issuesFiltered() throws {
    let fixture = try WorldFixture()
    let later = try fixture.repository.addPRD("Another")
    try fixture.repository.close(fixture.prd)
    func numbers(_ arguments: String) throws -> [Int?] {
      let answer = try fixture.graphQL(
        #"{repository(owner:"octo",name:"widgets"){issues(first:9,\#(arguments)){nodes{number}}}}"#)
      return answer["data"]["repository"]["issues"]["nodes"].elements.map { $0["number"].number }
    }
    #expect(try numbers(#"labels:["prd"],orderBy:{field:CREATED_AT,direction:DESC}"#) == [later, fixture.prd])
    #expect(try numbers(#"labels:["PRD"],states:OPEN"#) == [later])
  }
}
