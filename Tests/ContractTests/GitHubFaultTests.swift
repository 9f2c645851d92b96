import TestSupport
import Testing

@Suite("Scripted faults of the emulated API")
struct GitHubFaultTests {
  private let issue = "repos/octo/widgets/issues/2"

  private func comment(_ fixture: WorldFixture) throws -> Int {
    try fixture.rest("POST", "\(issue)/comments", ["body": "hello"]).status
  }

  @Test("act then fail has done it")
  func actFail() throws {
    let fixture = try WorldFixture()
    try fixture.world.addFault(GitHubFaultRule(.actThenFail(code: 502), method: "POST", pathSuffix: "/comments"))
    #expect(try comment(fixture) == 502)
    #expect(try fixture.repository.comments(2).count == 1)
    #expect(try comment(fixture) == 201)
  }

  @Test("fail then act does it after the next request has looked")
  func failAct() throws {
    let fixture = try WorldFixture()
    try fixture.world.addFault(GitHubFaultRule(.failThenAct(code: 502, afterRequests: 1), method: "POST"))
    #expect(try comment(fixture) == 502)
    #expect(try fixture.rest("GET", issue).body["comments"] == 0)
    #expect(try fixture.rest("GET", issue).body["comments"] == 1)
    #expect(try fixture.world.effects(.commentCreated).count == 1)
  }

  @Test("strikes from the given occurrence on, so many times")
  func strikesGiven() throws {
    let fixture = try WorldFixture()
    try fixture.world.addFault(GitHubFaultRule(.status(code: 503), pathPrefix: "user", skip: 1, count: 2))
    #expect(try (0..<4).map { _ in try fixture.rest("GET", "user").status } == [200, 503, 503, 200])
    try fixture.world.clearFaults()
    #expect(try fixture.rest("GET", "user").status == 200)
  }

  @Test("is aimed at operations by their name or their field", arguments: ["Look", "viewer"])
  func aimedOperations(name: String) throws {
    let fixture = try WorldFixture()
    try fixture.world.addFault(
      GitHubFaultRule(.graphQLError(type: "RATE_LIMITED", message: "Slow down"), operation: name))
    #expect(try fixture.graphQL("query Other{repository(owner:\"octo\",name:\"widgets\"){name}}")["errors"] == .null)
    #expect(try fixture.graphQL("query Look{viewer{login}}")["errors"][0]["type"] == "RATE_LIMITED")
    let logged = try fixture.world.requests
    #expect(logged.map(\.operation) == ["Other", "Look"])
    #expect(logged.map(\.fields) == [["repository"], ["viewer"]])
  }

  @Test("rate limits look like GitHub's")
  func rateLimits() throws {
    let fixture = try WorldFixture()
    try fixture.world.addFault(GitHubFaultRule(.secondaryLimit(retryAfter: 30)))
    try fixture.world.addFault(GitHubFaultRule(.primaryLimit(resetIn: 90), skip: 1))
    let secondary = try fixture.send("GET", "user").response
    #expect(secondary.status == 403)
    #expect(secondary.headers["Retry-After"] == "30")
    #expect(secondary.headers["X-RateLimit-Remaining"] == "4999")
    let primary = try fixture.send("GET", "user").response
    #expect(primary.headers["X-RateLimit-Remaining"] == "0")
    #expect(try fixture.send("GET", "user").response.status == 200)
  }

  @Test("broken connections are told to the carrier")
  func brokenConnections() throws {
    let fixture = try WorldFixture()
    for fault in [GitHubFault.hang(acting: true), .lostAnswer(acting: true), .cutAnswer(acting: true)] {
      try fixture.world.addFault(GitHubFaultRule(fault, skip: try fixture.world.state.faults.count))
    }
    let replies = try (0..<3).map { _ in try fixture.send("POST", "\(issue)/comments", ["body": "x"]) }
    #expect(replies[0].ending == .hung)
    #expect(replies[1].ending == .lost)
    #expect(replies[2].ending == .cut(bodyBytes: replies[2].response.body.count / 2))
    #expect(try fixture.repository.comments(2).count == 3)
    #expect(try fixture.world.requests.map(\.status) == [0, 0, 201])
  }

  @Test("new things are missing from so many list reads")
  func newThings() throws {
    let fixture = try WorldFixture()
    try fixture.world.setReadLag(2)
    #expect(try comment(fixture) == 201)
    let query = #"{repository(owner:"octo",name:"widgets"){issue(number:2){comments(last:5){nodes{body}}}}}"#
    let counts = try (0..<3).map { _ in
      try fixture.graphQL(query)["data"]["repository"]["issue"]["comments"]["nodes"].elements.count
    }
    #expect(counts == [0, 0, 1])
  }

  @Test("latency and slowness add up")
  func latencySlowness() throws {
    let fixture = try WorldFixture()
    try fixture.world.setLatency(milliseconds: 20)
    try fixture.world.addFault(GitHubFaultRule(.slow(milliseconds: 300)))
    #expect(try fixture.send("GET", "user").delayMilliseconds == 320)
    #expect(try fixture.send("GET", "user").delayMilliseconds == 20)
  }
}
