import Foundation
import TestSupport

/// Requests to GitHub and calls of sbx, on the doubles. The original tool's numbers were measured with the same plans.
enum Frugality {
  /// What one whole run needed.
  private struct Count {
    var requests: Int
    var batchRequests: Int
    /// Of the Workers, from the list to the removal.
    var sbxCalls: Int
    /// Of the Supervisor, which looks before the run how sbx is set up.
    var batchSbxCalls: Int
  }

  static func measure(prds: Int, into table: inout Table) throws {
    let three = try count(prds: prds, issues: 3)
    let four = try count(prds: prds, issues: 4)
    func perPRD(_ number: Int) -> Double { Double(number) / Double(prds) }
    let requests = perPRD(three.requests - three.batchRequests)
    let further = perPRD((four.requests - four.batchRequests) - (three.requests - three.batchRequests))
    let sbx = perPRD(three.sbxCalls)
    let furtherSbx = perPRD(four.sbxCalls - three.sbxCalls)
    table.add(
      "GitHub requests per PRD of 3 issues", short(requests), budget: "<= 15", within: requests <= 15,
      "the original tool: 49, \(short(49 / requests)) x as many")
    table.add(
      "GitHub requests per further issue", short(further), budget: "<= 3", within: further <= 3,
      "the original tool: 12, \(short(12 / further)) x as many")
    table.add(
      "GitHub requests for a batch of \(prds) PRDs", "\(three.batchRequests)", budget: "<= 6",
      within: three.batchRequests <= 6)
    table.add(
      "sbx calls per PRD of 3 issues", short(sbx), budget: "<= 18", within: sbx <= 18,
      "the original tool: 22, \(short(22 / sbx)) x as many")
    table.add(
      "sbx calls for a batch of \(prds) PRDs", "\(three.batchSbxCalls)", budget: "<= 4",
      within: three.batchSbxCalls <= 4)
    table.add("sbx calls per further issue", short(furtherSbx), budget: "<= 4", within: furtherSbx <= 4)
    let repeated = try repeatedReads()
    table.add(
      "facts asked for twice with no change between", "\(repeated.count)", budget: "0", within: repeated.isEmpty,
      repeated.isEmpty ? "but for a look at the PRD after each session" : repeated.joined(separator: ", "))
  }

  private static func count(prds: Int, issues: Int) throws -> Count {
    try FactoryStage.use { stage in
      try Staging.fill(stage, prds: prds, issues: issues, script: "double: write {file} done")
      let before = stage.sbxCalls.count
      try Staging.run(stage, parallel: 4)
      let requests = try stage.world.requests
      // The Supervisor's requests come before the first of a Worker.
      let firstOfWorkers = requests.firstIndex { $0.operation == "KBReadPRD" } ?? requests.count
      let looks = ["version", "diagnose", "policy", "template", "settings", "secret"]
      let batchSbxCalls = looks.map { stage.sbxCalls(of: $0).count }.reduce(0, +)
      return Count(
        requests: requests.count, batchRequests: firstOfWorkers,
        sbxCalls: stage.sbxCalls.count - before - batchSbxCalls, batchSbxCalls: batchSbxCalls)
    }
  }

  /// Equal reads with no request between them that changes anything, in a run of one PRD. A session takes long, so that
  /// a look at its PRD afterwards is for a new fact.
  private static func repeatedReads() throws -> [String] {
    try FactoryStage.use { stage in
      try Staging.fill(stage, prds: 1, issues: 3, script: "double: write {file} done")
      try Staging.run(stage, parallel: 1)
      let changing = Set(try stage.world.effects.map(\.request))
      let sessions = try stage.sessions().compactMap { $0["started"].flatMap(Double.init) }
      var seen: [String: Double] = [:]
      var repeated: [String] = []
      for request in try stage.world.requests {
        if changing.contains(request.number) {
          seen = [:]
          continue
        }
        let key = "\(request.method) \(request.path)?\(request.query) \(request.variablesHash ?? "")"
        if let last = seen.updateValue(request.time, forKey: key + (request.operation ?? "")),
          !sessions.contains(where: { last < $0 && $0 < request.time })
        {
          repeated.append(request.operation ?? key)
        }
      }
      return repeated
    }
  }
}
