import Foundation
import KBDomain
import KBFailures
import KBForges
import TestSupport
import Testing

@Suite("GitHub servers that know less, or allow less")
struct GitHubServerTests {
  private func world(_ gh: GitHubForgeWorld.Gh, subIssues: Int) throws -> (GitHubForgeWorld, prd: Int, branch: String) {
    let world = try GitHubForgeWorld(gh: gh)
    let prd = try world.addPRDs(1)[0]
    _ = try world.addSubIssues(subIssues, of: prd)
    return (world, prd, FactoryNames.branch(prd: prd))
  }

  @Test(
    "a PRD that is too much for one query is read in smaller pages, and remembered as such",
    arguments: GitHubForgeWorld.Gh.here, ["RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED"])
  func prdMuch(
    gh: GitHubForgeWorld.Gh, type: String
  ) async throws {
    let (world, prd, branch) = try world(gh, subIssues: 60)
    try world.world.update { $0.nodeLimit = GitHubNodeLimit(nodes: 5000, type: type) }
    let found = try await world.with { forge in
      try (1...2).map { _ in try forge.readPRD(prd, branch: branch).subIssues.count }
    }
    #expect(found == [60, 60])
    let pages = ["KBReadPRD", "KBMoreSubIssues", "KBMoreSubIssues"]
    #expect(try world.requests() == ["KBReadPRD"] + pages + pages)
  }

  @Test(
    "a PRD that is too much in the smallest pages is told as such, after patience", arguments: GitHubForgeWorld.Gh.here)
  func prdMuchSmallest(
    gh: GitHubForgeWorld.Gh
  ) async throws {
    let (world, prd, branch) = try world(gh, subIssues: 1)
    try world.world.update { $0.nodeLimit = GitHubNodeLimit(nodes: 10, type: "RESOURCE_LIMITS_EXCEEDED") }
    #expect(await world.failure { try $0.readPRD(prd, branch: branch) }?.code == .forgeQueryTooBig)
    #expect(FailureCode.forgeQueryTooBig.failureClass == .forgeUnavailable)
    #expect(try world.requests().count == 5)
  }

  @Test(
    "a query that times out is asked with smaller pages, and the next one is not", arguments: GitHubForgeWorld.Gh.here)
  func queryTimes(
    gh: GitHubForgeWorld.Gh
  ) async throws {
    let (world, prd, branch) = try world(gh, subIssues: 30)
    try world.world.addFault(GitHubFaultRule(.status(code: 502), operation: "KBReadPRD"))
    let found = try await world.with { forge in
      try (1...2).map { _ in try forge.readPRD(prd, branch: branch).subIssues.count }
    }
    #expect(found == [30, 30])
    #expect(try world.requests() == ["KBReadPRD", "KBReadPRD", "KBMoreSubIssues", "KBReadPRD"])
  }

  @Test(
    "a server without dependencies is found out once, and what blocks is read from the bodies",
    arguments: GitHubForgeWorld.Gh.here)
  func serverDependencies(
    gh: GitHubForgeWorld.Gh
  ) async throws {
    let (world, prd, branch) = try world(gh, subIssues: 1)
    let other = try world.addIssue()
    let issue = try world.addSubIssue(of: prd, title: "Next", body: "## Blocked by\n- #\(other)", kind: .afk)
    try world.repository.build { try $0.block(issue - 2, by: [other]) }
    try world.world.update { $0.age = .beforeDependencies }
    let found = try await world.with { forge in
      try (1...2).map { _ in try forge.readPRD(prd, branch: branch).subIssues.map(\.blockers) }
    }
    #expect(found.allSatisfy { $0 == [[], [Blocker(IssueReference(other), .open)]] })
    #expect(try world.requests() == ["KBReadPRD", "KBReadPRD", "KBBlockers", "KBReadPRD", "KBBlockers"])
  }

  @Test("a server without sub-issues is too old, and that is told", arguments: GitHubForgeWorld.Gh.here)
  func serverSub(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh, subIssues: 1)
    try world.world.update { $0.age = .beforeSubIssues }
    #expect(await world.failure { try $0.discover() }?.code == .forgeServerTooOld)
    #expect(await world.failure { try $0.readPRD(prd, branch: branch) }?.code == .forgeServerTooOld)
    #expect(try world.requests().count == 2)
  }

  @Test("a server of one's own is asked once what it lacks, before the workers are")
  func serverOnes() async throws {
    let (world, prd, branch) = try world(.double, subIssues: 1)
    try world.world.update {
      $0.age = .beforeDependencies
      $0.host = "ghe.example.org"
    }
    let found = try await world.with(host: "ghe.example.org") { try $0.discover() }
    #expect(found.serverLacks == ["blockedBy"])
    #expect(try world.requests() == ["KBProbe", "KBProbe", "KBDiscover"])
    try world.world.clearLogs()
    _ = try await world.with(host: "ghe.example.org", lacks: ["blockedBy"]) { try $0.readPRD(prd, branch: branch) }
    #expect(try world.requests() == ["KBReadPRD"])
  }
}
