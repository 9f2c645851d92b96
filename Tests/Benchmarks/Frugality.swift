import Foundation
import TestSupport

/// Requests to GitHub and calls of sbx, on the doubles.
enum Frugality {
  /// What one whole run needed.
  private struct Count {
    var requests: Int
    var batchRequests: Int
    var repeated: Int
    var sbxCalls: Int
  }

  static func measure(prds: Int, into table: inout Table) throws {
    let three = try run(prds: prds, issues: 3)
    let four = try run(prds: prds, issues: 4)
    let perPRD = Double(three.requests - three.batchRequests) / Double(prds)
    let perIssue = Double(four.requests - three.requests) / Double(prds)
    let sbx = Double(three.sbxCalls) / Double(prds)
    table.add(
      "GitHub requests per PRD of 3 issues", short(perPRD), budget: "<= 15", within: perPRD <= 15,
      "the original tool: 49, \(short(49 / perPRD)) x as many")
    table.add(
      "GitHub requests for the batch", "\(three.batchRequests)", budget: "<= 6", within: three.batchRequests <= 6)
    table.add(
      "GitHub requests per further issue", short(perIssue), budget: "<= 3", within: perIssue <= 3,
      "the original tool: 12, \(short(12 / perIssue)) x as many")
    table.add(
      "reads repeated, but for a PRD after a session", "\(three.repeated)", budget: "0", within: three.repeated == 0)
    table.add(
      "sbx calls per PRD of 3 issues", short(sbx), budget: "<= 16", within: sbx <= 16,
      "the original tool: 22, \(short(22 / sbx)) x as many")
  }

  private static func run(prds: Int, issues: Int) throws -> Count {
    let stage = try FactoryStage()
    defer { stage.tearDown() }
    try Staging.fill(stage, prds: prds, issues: issues, script: "double: write {file} done")
    let before = stage.sbxCalls.count
    try Staging.run(stage, parallel: 4)
    let requests = try stage.world.requests
    // The Supervisor's requests come before the first of a Worker.
    let firstOfWorkers = requests.firstIndex { $0.operation == "KBReadPRD" } ?? requests.count
    return Count(
      requests: requests.count, batchRequests: firstOfWorkers, repeated: repeated(requests),
      sbxCalls: stage.sbxCalls.count - before)
  }

  /// Equal reads with no change of the world between them.
  private static func repeated(_ requests: [GitHubLoggedRequest]) -> Int {
    var seen: Set<String> = []
    var count = 0
    for request in requests {
      let isRead = request.method == "GET" || (request.operation?.hasPrefix("KB") ?? false) && !isMutation(request)
      guard isRead else {
        seen = []
        continue
      }
      // A session takes long: looking at its PRD again is a new fact.
      if request.operation == "KBReadPRD" { continue }
      if !seen.insert("\(request.method) \(request.path)?\(request.query) \(request.variablesHash ?? "")").inserted {
        count += 1
      }
    }
    return count
  }

  private static func isMutation(_ request: GitHubLoggedRequest) -> Bool {
    request.fields.contains { ["markPullRequestReadyForReview", "addComment", "closeIssue"].contains($0) }
  }
}
