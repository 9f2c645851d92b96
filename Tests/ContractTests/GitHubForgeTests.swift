import Foundation
import KBConfiguration
import KBDomain
import KBForges
import KBSystem
import TestSupport
import Testing

@Suite("krutrimbox's own requests against the emulated API: what it asks exists, and what it does is done once")
struct GitHubForgeTests {
  /// What a forge does with a world in which the `gh` double is the only `gh`.
  private func withForge<Result: Sendable>(
    _ fixture: WorldFixture, _ work: @escaping @Sendable (GitHubForge) throws -> Result
  ) async throws -> Result {
    let programs = fixture.folder + "/bin"
    try BuiltProducts.link("Doubles", as: "gh", in: programs)
    let environment = ["PATH": "\(programs):\(ToolPath.system)", GitHubWorld.environmentVariable: fixture.folder]
    let result = await onOwnThread {
      Swift.Result {
        let runner = ProcessRunner(loop: EventLoop(signals: nil), environment: environment)
        let identity = RepositoryIdentity(host: "github.com", owner: "octo", name: "widgets")
        return try work(GitHubForge(identity, effects: runner, delays: [.zero, .zero]))
      }
    }
    return try result.get()
  }

  @Test("a PRD goes from discovery to review")
  func prdGoes() async throws {
    let fixture = try WorldFixture()
    try fixture.repository.block(fixture.issues[1], by: [fixture.issues[0]])
    let prd = fixture.prd
    let branch = "krutrimbox/prd-\(prd)"
    try await withForge(fixture) { forge in
      let discovery = try forge.discover()
      #expect(discovery.prds.map(\.number) == [prd])
      #expect(discovery.operatorLogin == "alice")
      try forge.createLabels(Label.allCases.filter { discovery.missingLabels.contains($0.rawValue) })
      #expect(try forge.discover().missingLabels.isEmpty)
      #expect(try forge.readPRD(prd, branch: branch).subIssues.count == 2)
      let pullRequest = try forge.createPullRequest(
        NewPullRequest(title: "Sort", body: "Closes #1", head: branch, base: "main", label: .prd))
      try forge.updateBody(of: pullRequest, to: "Closes #1\n\n- [x] #2")
      try forge.closeIssue(2)
      try forge.markReady(pullRequest)
      try forge.requestReview(of: pullRequest, from: "bob")
      let after = try forge.readPRD(prd, branch: branch)
      #expect(after.pullRequest?.isDraft == false)
    }
    let world = fixture.world
    for kind in [GitHubEffectKind.pullRequestCreated, .labelAdded, .readyForReview, .reviewRequested, .issueClosed] {
      #expect(try world.effects(kind).count == 1, "\(kind)")
    }
    #expect(try world.requests.allSatisfy { $0.status < 300 })
  }

  @Test("a blocker that may not be seen is told as such")
  func blockerSeen() async throws {
    let fixture = try WorldFixture()
    let secret = try fixture.world.addRepository("other/secret")
    let blocker = try secret.addIssue("Hidden")
    try secret.hide()
    try fixture.repository.build {
      try $0.block(2, by: GitHubIssueLink(repositoryID: secret.id, number: blocker))
    }
    let answer = try fixture.graphQL(
      #"{repository(owner:"octo",name:"widgets"){issue(number:2){blockedBy(first:5){nodes{number}}}}}"#)
    #expect(answer["data"]["repository"]["issue"]["blockedBy"]["nodes"] == JSONTree.array([.null]))
    #expect(answer["errors"][0]["path"].elements.last == 0)
    let read = try await withForge(fixture) { try $0.readPRD(1, branch: "krutrimbox/prd-1").subIssues.count }
    #expect(read == 2)
  }
}
