import Foundation
import TestSupport
import Testing

@testable import KBForges

@Suite("The queries against GitHub's public schema, as far as Tests/Fixtures/GitHub/schema.graphql holds it")
struct GitHubQueryTests {
  /// Every query and mutation, as it is sent.
  private static let queries = [
    GitHubQueries.discover, GitHubQueries.probe, GitHubQueries.readPRD, GitHubQueries.moreSubIssues,
    GitHubQueries.moreBlockers, GitHubQueries.comments, GitHubQueries.name, GitHubQueries.markReady,
    GitHubQueries.blockers([.init(states: [12], details: [3, 4]), .init(states: [5])]),
  ]

  @Test("each asks only for what GitHub has, with the right arguments, variables and values", arguments: queries)
  func known(query: String) throws {
    #expect(try GitHubSchema.refusals(of: query) == [])
  }

  // What blocks an issue is asked for page by page only where the server has told some of it.
  @Test(
    "each is right for a server that lacks what is optional",
    arguments: queries.filter { $0 != GitHubQueries.moreBlockers })
  func older(query: String) throws {
    let server = GitHubServer(lacks: GitHubServer.optional)
    #expect(try GitHubSchema.refusals(of: server.understood(query)) == [])
  }

  @Test("all of Sources are here")
  func complete() throws {
    let operation = /(?:query|mutation) (KB\w+)/
    let tested = Set(Self.queries.compactMap { $0.firstMatch(of: operation).map { String($0.1) } })
    var sources: Set<String> = []
    let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let files = FileManager.default.enumerator(atPath: root.path + "/Sources")?.compactMap { $0 as? String } ?? []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(root.path)/Sources/\(file)", encoding: .utf8)
      sources.formUnion(text.matches(of: operation).map { String($0.1) })
    }
    #expect(sources == tested)
    #expect(tested.count == Self.queries.count)
  }

  @Test("the schema has nothing that no query asks for")
  func lean() throws {
    let asked = try Self.queries.reduce(into: Set<String>()) { try $0.formUnion(GitHubSchema.parts(of: $1)) }
    #expect(try GitHubSchema.parts().subtracting(asked) == [])
  }

  @Test(
    "a mistake in a query is seen",
    arguments: [
      ("title body url state stateReason", "title body url state stateReasons", "Field 'stateReasons' doesn't exist"),
      ("blockedBy(first: 20)", "blockedBy(size: 20)", "doesn't accept argument 'size'"),
      ("blockedBy(first: 20)", "blockedBy(first: \"20\")", "has an invalid value"),
      ("$number: Int!", "$number: String!", "Type mismatch"), ("$number: Int!", "$number: Int", "Nullability mismatch"),
      ("direction: DESC", "direction: DOWN", "has an invalid value"),
      ("field: CREATED_AT", "by: CREATED_AT", "doesn't accept argument 'by'"),
      ("LABELED_EVENT", "LABELLED_EVENT", "has an invalid value"),
      ("... on RenamedTitleEvent", "... on RenamedEvent", "No such type RenamedEvent"),
      ("pageInfo { hasNextPage endCursor }", "pageInfo", "Field must have selections"),
    ])
  func mistakes(right: String, wrong: String, told: String) throws {
    let query = GitHubQueries.readPRD
    try #require(query.contains(right))
    let refusals = try GitHubSchema.refusals(of: query.replacing(right, with: wrong, maxReplacements: 1))
    #expect(refusals.contains { $0.contains(told) }, "\(refusals)")
  }
}
