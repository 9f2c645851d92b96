import KBDomain
import KBForges
import TestSupport
import Testing

@Suite("How many requests the GitHub forge makes for what")
struct GitHubForgeBudgetTests {
  private func world(_ gh: GitHubForgeWorld.Gh) throws -> (GitHubForgeWorld, prd: Int, branch: String) {
    let world = try GitHubForgeWorld(gh: gh)
    let prd = try world.addPRD()
    let branch = FactoryNames.branch(prd: prd)
    try world.commit(on: branch)
    return (world, prd, branch)
  }

  @Test("discovery costs one request for each hundred PRDs", arguments: GitHubForgeWorld.Gh.here)
  func discoveryCosts(gh: GitHubForgeWorld.Gh) async throws {
    let (world, _, _) = try world(gh)
    _ = try world.addPRDs(99)
    _ = try await world.with { try $0.discover() }
    #expect(try world.requests() == ["KBDiscover"])
    _ = try world.addPRDs(1)
    try world.world.clearLogs()
    _ = try await world.with { try $0.discover() }
    #expect(try world.requests() == ["KBDiscover", "KBDiscover"])
  }

  @Test("reading a PRD costs one request for each hundred sub-issues", arguments: GitHubForgeWorld.Gh.here)
  func readingPRD(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let issues = try world.addSubIssues(100, of: prd)
    try world.repository.block(issues[1], by: [issues[0]])
    _ = try await world.with { try $0.readPRD(prd, branch: branch) }
    #expect(try world.requests() == ["KBReadPRD"])
    _ = try world.addSubIssues(1, of: prd)
    try world.world.clearLogs()
    _ = try await world.with { try $0.readPRD(prd, branch: branch) }
    #expect(try world.requests() == ["KBReadPRD", "KBMoreSubIssues"])
  }

  @Test("blockers that only a body names cost one request for all", arguments: GitHubForgeWorld.Gh.here)
  func blockersBody(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let outside = try (0..<3).map { _ in try world.addIssue() }
    let body = "## Blocked by\n" + outside.map { "#\($0)" }.joined(separator: " ") + " octo/gears#1 #997"
    for title in ["a", "b"] { _ = try world.addSubIssue(of: prd, title: title, body: body, kind: .afk) }
    let snapshot = try await world.with { try $0.readPRD(prd, branch: branch) }
    #expect(try world.requests() == ["KBReadPRD", "KBBlockers"])
    #expect(snapshot.subIssues[1].blockers.map(\.state) == [.open, .open, .open, .unknown, .unknown])
  }

  @Test("a whole PRD with one issue costs nine requests", arguments: GitHubForgeWorld.Gh.here)
  func wholePRD(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let issue = try world.addSubIssues(1, of: prd)[0]
    let reviewer = world.reviewer
    try await world.with { forge in
      let before = try forge.readPRD(prd, branch: branch)
      let new = NewPullRequest(title: "Plan", body: "Closes #\(prd)", head: branch, base: "main")
      let made = try forge.createPullRequest(new)
      try forge.updateBody(of: made, to: "- [x] #\(issue)")
      try forge.closeIssue(issue)
      try forge.save(FactoryComment(on: prd, .hitl(prd: prd, issue: issue), "x"), seen: before.comments)
      try forge.save(FactoryComment(on: prd, .hitl(prd: prd, issue: issue), "y"), seen: before.comments)
      try forge.markReady(made)
      try forge.requestReview(of: made, from: reviewer)
    }
    let requests = try world.requests()
    #expect(requests.count == 9)
    #expect(
      requests.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
        "KBReadPRD", "POST pulls", "POST issues/3/labels", "PATCH pulls/3", "PATCH issues/2", "POST issues/1/comments",
        "PATCH issues/comments/3400000001", "KBMarkReady", "POST pulls/3/requested_reviewers",
      ])
  }
}
