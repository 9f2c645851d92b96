#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBForges
import TestSupport
import Testing

@Suite("What the GitHub forge makes of a GitHub that fails, lags, renames or holds other people's things")
struct GitHubForgeFaultTests {
  private func world(_ gh: GitHubForgeWorld.Gh) throws -> (GitHubForgeWorld, prd: Int, branch: String) {
    let world = try GitHubForgeWorld(gh: gh)
    let prd = try world.addPRD()
    let branch = FactoryNames.branch(prd: prd)
    try world.commit(on: branch)
    return (world, prd, branch)
  }

  /// Every way in which an answer can be lost although GitHub did what was asked.
  private static let lost: [GitHubFault] = [
    .actThenFail(code: 502), .lostAnswer(acting: true), .cutAnswer(acting: true), .garbage(acting: true),
  ]

  @Test("each change whose answer is lost is made once", arguments: GitHubForgeWorld.Gh.here, lost)
  func changeAnswer(gh: GitHubForgeWorld.Gh, fault: GitHubFault) async throws {
    let (world, prd, branch) = try world(gh)
    let issue = try world.addSubIssues(1, of: prd)[0]
    for rule in [
      GitHubFaultRule(fault, method: "POST", pathSuffix: "/pulls"),
      GitHubFaultRule(fault, method: "POST", pathSuffix: "/comments"),
      GitHubFaultRule(fault, method: "PATCH", pathSuffix: "/issues/\(issue)"),
      GitHubFaultRule(fault, operation: "KBMarkReady"),
    ] { try world.world.addFault(rule) }
    try await world.with { forge in
      let before = try forge.readPRD(prd, branch: branch)
      let new = NewPullRequest(title: "Plan", body: "", head: branch, base: "main")
      let made = try forge.createPullRequest(new)
      try forge.save(FactoryComment(on: prd, .finalReview(prd: prd), "x"), seen: before.comments)
      try forge.closeIssue(issue)
      try forge.markReady(made)
    }
    for kind in [GitHubEffectKind.pullRequestCreated, .commentCreated, .issueClosed, .readyForReview, .labelAdded] {
      #expect(try world.world.effects(kind).count == 1, "\(kind)")
    }
    #expect(try world.world.effects(.commentUpdated).isEmpty)
  }

  @Test("reads survive two bad answers", arguments: GitHubForgeWorld.Gh.here)
  func readsSurvive(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    for fault in [
      GitHubFault.status(code: 502), .lostAnswer(acting: false), .cutAnswer(acting: false), .garbage(acting: false),
    ] {
      try world.world.clearFaults()
      try world.world.addFault(GitHubFaultRule(fault, operation: "KBReadPRD", count: 2))
      #expect(try await world.with { try $0.readPRD(prd, branch: branch).prd.number } == prd)
    }
    try world.world.addFault(GitHubFaultRule(.status(code: 503), operation: "KBReadPRD", count: 9))
    #expect(await world.failure { try $0.readPRD(prd, branch: branch) }?.code == .forgeUnavailable)
  }

  @Test("refusals and limits are told apart", arguments: GitHubForgeWorld.Gh.here)
  func refusalsLimits(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let cases: [(GitHubFault, FailureCode, Double?)] =
      [
        (.unauthorized, .forgeNotLoggedIn, nil), (.notFound, .forgeNotFound, nil),
        (.status(code: 403), .forgeForbidden, nil),
        (.secondaryLimit(retryAfter: 90), .forgeRateLimited, 90),
        (.secondaryLimit(retryAfter: nil), .forgeRateLimited, nil),
        (.primaryLimit(resetIn: 1200), .forgeRateLimited, 1200),
        (.graphQLError(type: "FORBIDDEN", message: "no"), .forgeForbidden, nil),
        (.graphQLError(type: "RATE_LIMITED", message: "API rate limit exceeded"), .forgeRateLimited, nil),
      ] + GitHubSaidNo.allCases.map { (.refusal($0), $0.code, nil) }
    for (fault, code, seconds) in cases {
      try world.world.clearFaults()
      try world.world.addFault(GitHubFaultRule(fault, operation: "KBReadPRD"))
      let start = Date()
      let failure = await world.failure { try $0.readPRD(prd, branch: branch) }
      let end = Date()
      #expect(failure?.code == code, "\(fault)")
      if let seconds, let until = failure?.until {
        // GitHub tells whole seconds.
        let limits = start.addingTimeInterval(seconds - 1)...end.addingTimeInterval(seconds + 1)
        #expect(limits.contains(until), "\(fault)")
      } else {
        #expect(failure?.until == nil, "\(fault)")
      }
      // REST tells a missing scope as 404.
      guard case .refusal(let no) = fault, no != .scopeMissing else { continue }
      try world.world.clearFaults()
      try world.world.addFault(GitHubFaultRule(fault, method: "PATCH"))
      #expect(await world.failure { try $0.closeIssue(prd) }?.code == code, "\(fault)")
    }
  }

  @Test("an archived repository is known before anything is done", arguments: GitHubForgeWorld.Gh.here)
  func archivedRepository(gh: GitHubForgeWorld.Gh) async throws {
    let (world, _, _) = try world(gh)
    try world.repository.build { $0.repository.isArchived = true }
    #expect(await world.failure { try $0.discover() }?.code == .forgeRepositoryClosed)
  }

  @Test("a renamed repository is followed by reads and changes", arguments: GitHubForgeWorld.Gh.here)
  func renamedRepository(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let issue = try world.addSubIssues(1, of: prd)[0]
    try world.repository.rename(to: "Octo-Org/gears")
    try await world.with { try $0.closeIssue(issue) }
    #expect(try !world.isOpen(issue))
    let found = try await world.with { try $0.discover() }
    #expect(found.repository == RepositoryIdentity(host: "github.com", owner: "Octo-Org", name: "gears"))
    let made = try await world.with { forge in
      _ = try forge.readPRD(prd, branch: branch)
      return try forge.createPullRequest(NewPullRequest(title: "Plan", body: "", head: branch, base: "main"))
    }
    #expect(made.labels == ["PRD"])
  }

  @Test("a list that lags hides neither pull request nor comment", arguments: GitHubForgeWorld.Gh.here)
  func listLags(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    try world.world.setReadLag(2)
    try await world.with { forge in
      let new = NewPullRequest(title: "Plan", body: "", head: branch, base: "main")
      let made = try forge.createPullRequest(new)
      let seen = try forge.readPRD(prd, branch: branch)
      #expect(seen.pullRequest?.number == made.number)
      for text in ["x", "y"] {
        try forge.save(FactoryComment(on: prd, .finalReview(prd: prd), text), seen: seen.comments)
      }
    }
    #expect(try world.pullRequestTitles(of: branch) == ["Plan"])
    #expect(try world.comments(on: prd).count == 1)
  }

  @Test("a list that lags shows no merged pull request for the new one", arguments: GitHubForgeWorld.Gh.here)
  func listLagsShows(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let new = NewPullRequest(title: "Plan", body: "", head: branch, base: "main")
    let merged = try await world.with { try $0.createPullRequest(new).number }
    try world.repository.merge(merged)
    try world.repository.git.commit(on: branch, from: branch, file: "b.txt", text: "b\n", message: "Add b")
    try world.world.setReadLag(2)
    let (made, seen) = try await world.with { forge in
      let made = try forge.createPullRequest(new).number
      return (made, try (0..<3).map { _ in try forge.readPRD(prd, branch: branch).pullRequest })
    }
    #expect(made != merged)
    #expect(seen.allSatisfy { $0?.number == made && $0?.state == .open })
  }

  @Test("a pull request that another process made a moment ago is found", arguments: GitHubForgeWorld.Gh.here)
  func pullRequestAnother(gh: GitHubForgeWorld.Gh) async throws {
    let (world, _, branch) = try world(gh)
    try world.world.setReadLag(2)
    let new = NewPullRequest(title: "Plan", body: "", head: branch, base: "main")
    let first = try await world.with { try $0.createPullRequest(new).number }
    #expect(try await world.with { try $0.createPullRequest(new).number } == first)
  }

  @Test("forks and other people's comments are not taken for our own", arguments: GitHubForgeWorld.Gh.here)
  func forksOther(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let marker = CommentMarker.finalReview(prd: prd)
    try world.repository.build { build in
      for number in 0..<25 { try build.addForkPullRequest(head: branch, owner: "mallory", title: "Fork \(number)") }
      try build.addComment(prd, marker.text + "\nmine", author: "mallory")
      try build.addComment(prd, marker.text + "\ngone", author: nil)
      try build.addComment(prd, "quoting " + marker.text, author: "alice")
    }
    try await world.with { forge in
      let seen = try forge.readPRD(prd, branch: branch)
      #expect(seen.pullRequest == nil)
      try forge.save(FactoryComment(on: prd, marker, "x"), seen: seen.comments)
      let new = NewPullRequest(title: "Plan", body: "", head: branch, base: "main")
      #expect(try forge.readPRD(prd, branch: branch).pullRequest == nil)
      let made = try forge.createPullRequest(new)
      #expect(try forge.readPRD(prd, branch: branch).pullRequest?.number == made.number)
    }
    #expect(try world.comments(on: prd).last == marker.text + "\nx")
    #expect(try world.comments(on: prd).count == 4)
  }

  @Test("our comment is found below hundreds of others", arguments: GitHubForgeWorld.Gh.here)
  func ourComment(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let marker = CommentMarker.hitl(prd: prd, issue: 2)
    try world.repository.build { build in
      try build.addComment(prd, marker.text + "\nold", author: "alice")
      for number in 0..<250 { try build.addComment(prd, "Talk \(number)", author: "bob") }
    }
    try await world.with { forge in
      let seen = try forge.readPRD(prd, branch: branch).comments
      #expect(seen.targets.isEmpty)
      try forge.save(FactoryComment(on: prd, marker, "new"), seen: seen)
    }
    #expect(try world.comments(on: prd).count == 251)
    #expect(try world.comments(on: prd).first == marker.text + "\nnew")
    #expect(
      try world.requests() == [
        "KBReadPRD", "KBComments", "KBComments", "KBComments", "PATCH issues/comments/3400000001",
      ])
  }

  @Test("native blockers are read to the end, with their states", arguments: GitHubForgeWorld.Gh.here)
  func nativeBlockers(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let issue = try world.addSubIssues(1, of: prd)[0]
    let blockers = try (0..<30).map { _ in try world.addIssue() }
    try world.close(blockers[29])
    try world.repository.block(issue, by: blockers)
    let read = try await world.with { try $0.readPRD(prd, branch: branch).subIssues[0].blockers }
    #expect(read.map(\.reference.number) == blockers)
    #expect(read.last?.state == .closed)
    #expect(read.first?.state == .open)
  }

  @Test("a pull request may block, and so may an issue of another repository", arguments: GitHubForgeWorld.Gh.here)
  func pullRequestBlock(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    let other = try world.world.addRepository("octo/gears")
    let foreign = try other.addIssue("Elsewhere")
    try other.close(foreign)
    let fork = try world.repository.addForkPullRequest(head: "x", owner: "mallory", title: "Fork")
    let body = "## Blocked by\nhttps://github.com/octo/gears/issues/\(foreign) and #\(fork)"
    _ = try world.addSubIssue(of: prd, title: "Step", body: body, kind: .afk)
    let read = try await world.with { try $0.readPRD(prd, branch: branch).subIssues[0].blockers }
    #expect(
      read == [Blocker(IssueReference(foreign, in: "octo/gears"), .closed), Blocker(IssueReference(fork), .open)])
  }

  @Test("a PRD whose author is gone is read without one", arguments: GitHubForgeWorld.Gh.here)
  func prdAuthor(gh: GitHubForgeWorld.Gh) async throws {
    let (world, prd, branch) = try world(gh)
    try world.repository.change(prd) { $0.author = nil }
    #expect(try await world.with { try $0.readPRD(prd, branch: branch).prd.author } == nil)
    #expect(try await world.with { try $0.discover().prds.map(\.author) } == [nil])
  }
}

extension GitHubSaidNo {
  /// What krutrimbox calls it.
  fileprivate var code: FailureCode {
    switch self {
    case .singleSignOn: .forgeSingleSignOn
    case .addressNotAllowed, .applicationNotAllowed, .classicTokenNotAllowed, .tokenLivesTooLong:
      .forgeOrganizationRefuses
    case .permissionMissing, .scopeMissing: .forgePermissionMissing
    case .accountSuspended: .forgeAccountSuspended
    case .archived, .blocked: .forgeRepositoryClosed
    }
  }
}
