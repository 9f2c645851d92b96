import TestSupport
import Testing

@Suite(
  "How faults look through the `gh` double and through the real `gh`", .enabled(if: RealGh.path != nil, RealGh.advice))
struct GitHubEmulatorFaultTests {
  private static let faults: [GitHubFault] = [
    .status(code: 500), .status(code: 502), .status(code: 503), .actThenFail(code: 502), .unauthorized, .notFound,
    .secondaryLimit(retryAfter: 60), .secondaryLimit(retryAfter: nil), .primaryLimit(resetIn: 120),
    .lostAnswer(acting: true), .lostAnswer(acting: false), .cutAnswer(acting: true), .garbage(acting: false),
    .graphQLError(type: "FORBIDDEN", message: "Resource not accessible"), .slow(milliseconds: 5),
  ]

  @Test("a read meets it alike", arguments: faults)
  func readMeets(fault: GitHubFault) async throws {
    let pair = try GhPair { try $0.world.addFault(GitHubFaultRule(fault, count: 2)) }
    try await pair.run(["api", "-i", "repos/octo/widgets/issues/1?x=a%20b"])
    try await pair.run(["api", "repos/octo/widgets/issues/1"])
    #expect(try await pair.run(["api", "-i", "user"]).status == 0)
    try pair.expectSameLogs()
  }

  @Test("a write meets it alike", arguments: faults)
  func writeMeets(fault: GitHubFault) async throws {
    let pair = try GhPair { try $0.world.addFault(GitHubFaultRule(fault)) }
    try await pair.run(["api", "-i", "-X", "PATCH", "repos/octo/widgets/issues/2", "-f", "state=closed"])
    try pair.expectSameLogs()
  }

  @Test("a GraphQL query meets it alike", arguments: faults)
  func graphqlQuery(fault: GitHubFault) async throws {
    let pair = try GhPair { try $0.world.addFault(GitHubFaultRule(fault, operation: "viewer", count: 2)) }
    try await pair.run(["api", "-i", "graphql", "-f", "query={viewer{login}}"])
    try await pair.run(["api", "graphql", "-f", "query={viewer{login}}"])
    try pair.expectSameLogs()
  }

  @Test("a bad token is refused alike")
  func badToken() async throws {
    let pair = try GhPair()
    try await pair.run(["api", "-i", "user"], token: "gho_revoked")
    try await pair.run(["auth", "status"], token: "gho_revoked")
    try pair.expectSameLogs()
  }

  @Test("no token at all ends alike")
  func tokenEnds() async throws {
    let pair = try GhPair { try $0.world.setLoggedOut(true) }
    #expect(try await pair.run(["api", "-i", "user"], token: "").status == 4)
    try await pair.run(["auth", "status"], token: "")
    try await pair.run(["auth", "token"], token: "")
    #expect(try pair.doubleWorld.world.requests.isEmpty)
  }

  @Test("logins are told alike")
  func loginsTold() async throws {
    let pair = try GhPair()
    try await pair.run(["auth", "status"])
    try await pair.run(["auth", "token"])
    try pair.expectSameLogs()
  }

  @Test("a renamed repository redirects reads and writes alike")
  func renamedRepository() async throws {
    let pair = try GhPair { try $0.repository.rename(to: "octo/gadgets") }
    try await pair.run(["api", "-i", "repos/octo/widgets/pulls?per_page=1&state=all"])
    try await pair.run(["api", "-i", "-XPATCH", "repos/octo/widgets/issues/2", "-f", "state=closed"])
    let unanswered = try await pair.run(
      ["api", "-i", "-XPATCH", "repos/octo/widgets/issues/2", "--input", "-"], input: #"{"state":"open"}"#)
    #expect(unanswered.errors == "gh: HTTP 307\n")
    try pair.expectSameLogs()
  }

  @Test("a hung server hangs both until they are killed")
  func hungServer() async throws {
    let pair = try GhPair { try $0.world.addFault(GitHubFaultRule(.hang(acting: false))) }
    #expect(try await pair.run(["api", "-i", "user"], killWhenAsked: true).status == 128 + 9)
    try pair.expectSameLogs()
  }
}
