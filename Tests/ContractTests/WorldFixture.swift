import Foundation
import KBConfiguration
import TestSupport

/// A world with one repository, its PRD and two issues, in a folder that goes away with the fixture.
final class WorldFixture: Sendable {
  let folder: String
  let world: GitHubWorld
  let repository: WorldRepository
  let prd: Int
  let issues: [Int]

  /// A standing clock makes two worlds of the same name answer alike to the byte.
  init(frozen: Bool = false) throws {
    folder = NSTemporaryDirectory() + "kbw-" + String(UUID().uuidString.prefix(8))
    world = try GitHubWorld.create(directory: folder, operator: "alice")
    if frozen {
      try world.update {
        $0.frozenTime = 1_790_000_000
        $0.rateLimitReset = 1_790_003_600
        $0.httpVersion = "HTTP/1.1"
      }
    }
    repository = try world.addRepository("octo/widgets")
    try repository.allow("bob")
    prd = try repository.addPRD("Sort the widgets", body: "# Plan\n\nSort \"them\" <all> & more.")
    issues = try [
      repository.addSubIssue(of: prd, "Add a sorter"), repository.addSubIssue(of: prd, "Ask a human", kind: .hitl),
    ]
    try repository.git.commit(on: "krutrimbox/prd-\(prd)", from: "main", file: "a.txt", text: "a\n", message: "Add a")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// One request with the operator's token.
  func send(_ method: String, _ target: String, _ body: JSONTree? = nil, token: String? = nil) throws -> GitHubReply {
    let request = GitHubRequest(
      method: method, target: target, headers: ["Authorization": "token \(token ?? GitHubWorld.token(of: "alice"))"],
      body: body.map { Array($0.json.utf8) } ?? [])
    return try world.respond(to: request)
  }

  /// The answer body of one GraphQL request.
  func graphQL(_ query: String, _ variables: JSONTree = [:]) throws -> JSONTree {
    let reply = try send("POST", "graphql", ["query": .string(query), "variables": variables])
    return JSONTree.parse(reply.response.body) ?? .null
  }

  /// The answer body of one REST request.
  func rest(_ method: String, _ target: String, _ body: JSONTree? = nil) throws -> (status: Int, body: JSONTree) {
    let response = try send(method, target, body).response
    return (response.status, JSONTree.parse(response.body) ?? .null)
  }
}
