import TestSupport
import Testing

@Suite(
  "The `gh` double against the real `gh`: the same command must print the same bytes and end with the same status",
  .enabled(if: RealGh.path != nil, RealGh.advice))
struct GitHubEmulatorTests {
  private let repository = "repos/octo/widgets"

  @Test(
    "reads look alike",
    arguments: [
      "user", "repos/octo/widgets", "repos/OCTO/Widgets", "repos/octo/widgets/issues/1", "repos/octo/widgets/issues/99",
      "repos/octo/widgets/pulls", "nothing/here", "https://api.github.com/user", "/user",
    ])
  func readsLook(path: String) async throws {
    let pair = try GhPair()
    try await pair.run(["api", "-i", path])
    try await pair.run(["api", path])
    try pair.expectSameLogs()
  }

  @Test("writes have the same effects and answers")
  func writesSame() async throws {
    let pair = try GhPair()
    let head = "krutrimbox/prd-1"
    let fields = [
      "-f", "title=Sort", "-f", "head=\(head)", "-f", "base=main", "-F", "draft=true", "-f", "body=Closes #1",
    ]
    #expect(try await pair.run(["api", "-i", "\(repository)/pulls"] + fields).status == 0)
    #expect(try await pair.run(["api", "-i", "-X", "POST", "\(repository)/pulls"] + fields).status == 1)
    try await pair.run(
      ["api", "-i", "\(repository)/issues/1/comments", "--input", "-"], input: #"{"body":"é \u001b x"}"#)
    try await pair.run(["api", "-i", "\(repository)/issues/1/comments", "--input", "-"], input: "not JSON")
    try await pair.run([
      "api", "-iXPATCH", "\(repository)/issues/2", "-f", "state=closed", "-f", "state_reason=completed",
    ])
    try await pair.run(["api", "-i", "--method=PATCH", "\(repository)/issues/2", "-F", "state=closed"])
    try await pair.run(["api", "-i", "\(repository)/issues/2/labels", "-f", "labels[]=PRD", "-f", "labels[]=new"])
    try await pair.run(["api", "-i", "\(repository)/labels", "-f", "name=prd", "-f", "color=FEF2C0"])
    try await pair.run(["api", "-i", "\(repository)/pulls/4/requested_reviewers", "-f", "reviewers[]=alice"])
    try await pair.run(["api", "-i", "\(repository)/pulls/4/requested_reviewers", "-f", "reviewers[]=bob"])
    try await pair.run(["api", "--silent", "\(repository)/pulls/4"])
    try pair.expectSameLogs()
    #expect(try pair.doubleWorld.world.effects(.pullRequestCreated).count == 1)
  }

  @Test(
    "GraphQL answers and errors look alike",
    arguments: [
      ["-f", "query={viewer{login}}"],
      ["-f", "query={viewer{logi}}"],
      ["-f", "query={"],
      [
        "-f", "query=query($n:Int!){repository(owner:\"octo\",name:\"widgets\"){issue(number:$n){title body}}}", "-F",
        "n=1",
      ],
      [
        "-f", "query=query($n:Int!){repository(owner:\"octo\",name:\"widgets\"){issue(number:$n){title body}}}", "-f",
        "n=1",
      ],
      ["-f", "query={repository(owner:\"octo\",name:\"nothing\"){name}}"],
      ["-f", "query={repository(owner:\"octo\",name:\"widgets\"){issues{nodes{number}}}}"],
    ])
  func graphqlAnswers(fields: [String]) async throws {
    let pair = try GhPair()
    try await pair.run(["api", "-i", "graphql"] + fields)
    try await pair.run(["api", "graphql"] + fields)
    try pair.expectSameLogs()
  }

  @Test("control characters are changed alike")
  func controlCharacters() async throws {
    let texts = ["\u{1b}[31m", "\\u001b", "\\\u{1b}", "\\\\u001B\\u009b", "a\u{0}b\u{1c}\u{85}\t\n\r", "\u{7f}é\u{a0}"]
    let pair = try GhPair { fixture in
      for text in texts { try fixture.repository.addComment(1, text, author: "bob") }
    }
    try await pair.run([
      "api", "graphql", "-f",
      "query={repository(owner:\"octo\",name:\"widgets\"){issue(number:1){comments(last:9){nodes{body}}}}}",
    ])
  }

  @Test("command line mistakes are told alike")
  func commandLine() async throws {
    let pair = try GhPair()
    try await pair.run(["api"])
    try await pair.run(["api", "user", "more"])
    try await pair.run(["api", "user", "-F", "nokey"])
    try await pair.run(["api", "user", "--input", "/does/not/exist"])
    try pair.expectSameLogs()
  }
}
