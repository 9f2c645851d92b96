import KBDomain
import KBFailures
import KBForges
import TestSupport
import Testing

/// What every forge promises, whatever is behind it.
struct ForgeContractTests {
  private static let hostile = "# Plan\r\n\n\"quoted\" $(id) `id` {owner} @/etc/passwd <b>é🙃</b> \\u0041 --flag\n"

  @Test(arguments: ForgeWorldKind.here)
  func `discovery brings all open issues labelled PRD in number order`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prds = try world.addPRDs(3)
    try world.close(prds[0])
    let unready = try world.addIssue()
    try world.setLabels(unready, ["PRD"])
    _ = try world.addIssue()
    let found = try await world.with { try $0.discover() }
    #expect(found.prds.map(\.number) == [prds[1], prds[2], unready])
    #expect(found.prds.map { $0.has(.readyForAgent) } == [true, true, false])
    #expect(found.prds.allSatisfy { $0.author == world.operatorLogin && $0.isOpen && $0.parent == nil })
    #expect(found.operatorLogin == world.operatorLogin)
    #expect(found.defaultBranch == "main")
  }

  @Test(arguments: ForgeWorldKind.here)
  func `more than a hundred PRDs are all found`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prds = try world.addPRDs(230)
    #expect(try await world.with { try $0.discover().prds.map(\.number) } == prds)
  }

  @Test(arguments: ForgeWorldKind.here)
  func `missing labels are created, and creating them again is fine`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    _ = try world.addPRD()
    let missing = try await world.with { forge in
      try forge.createLabels(Label.allCases)
      try forge.createLabels(Label.allCases)
      return try forge.discover().missingLabels
    }
    #expect(missing.isEmpty)
  }

  @Test(arguments: ForgeWorldKind.here)
  func `a PRD is read with its sub-issues`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prd = try world.addPRD()
    let afk = try world.addSubIssue(of: prd, title: "Do \"it\"", body: Self.hostile, kind: .afk)
    let hitl = try world.addSubIssue(of: prd, title: "Decide", body: "", kind: .hitl)
    try world.close(hitl)
    let snapshot = try await world.with { try $0.readPRD(prd, branch: "krutrimbox/prd-\(prd)") }
    #expect(snapshot.prd.number == prd)
    #expect(snapshot.prd.labels == ["PRD", "ready-for-agent"])
    let issues = snapshot.subIssues.sorted { $0.number < $1.number }
    #expect(issues.map(\.number) == [afk, hitl])
    #expect(issues.map(\.title) == ["Do \"it\"", "Decide"])
    #expect(issues.first?.body == Self.hostile)
    #expect(issues.map(\.isOpen) == [true, false])
    #expect(issues.map { $0.has(.readyForHuman) } == [false, true])
    #expect(snapshot.pullRequest == nil)
  }

  @Test(arguments: ForgeWorldKind.here)
  func `a sub-issue knows the issue above it`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prd = try world.addPRD()
    let sub = try world.addSubIssues(1, of: prd)[0]
    #expect(try await world.with { try $0.readPRD(sub, branch: "b").prd.parent } == "#\(prd)")
  }

  @Test(arguments: ForgeWorldKind.here)
  func `more than a hundred sub-issues are all read`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prd = try world.addPRD()
    let issues = try world.addSubIssues(130, of: prd)
    let read = try await world.with { try $0.readPRD(prd, branch: "b").subIssues.map(\.number) }
    #expect(read.sorted() == issues)
  }

  @Test(arguments: ForgeWorldKind.here)
  func `an issue that does not exist is KB-P001`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    _ = try world.addPRD()
    #expect(await world.failure { try $0.readPRD(999, branch: "b") }?.code == .prdNotFound)
  }

  @Test(arguments: ForgeWorldKind.here)
  func `blockers named in a body have their states`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prd = try world.addPRD()
    let (open, closed) = (try world.addIssue(), try world.addIssue())
    try world.close(closed)
    let first = try world.addSubIssues(1, of: prd)[0]
    let body = "## Blocked by\n\n- #\(first)\n- #\(closed), #\(open)\n- #998\n- other/nowhere#3\n"
    let second = try world.addSubIssue(of: prd, title: "Last", body: body, kind: .afk)
    let snapshot = try await world.with { try $0.readPRD(prd, branch: "b") }
    #expect(
      snapshot.subIssues.first { $0.number == second }?.blockers == [
        Blocker(IssueReference(first), .open), Blocker(IssueReference(closed), .closed),
        Blocker(IssueReference(open), .open), Blocker(IssueReference(998), .unknown),
        Blocker(IssueReference(3, in: "other/nowhere"), .unknown),
      ])
  }

  @Test(arguments: ForgeWorldKind.here)
  func `closing a closed issue is fine`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let issue = try world.addSubIssues(1, of: world.addPRD())[0]
    try await world.with { forge in
      try forge.closeIssue(issue)
      try forge.closeIssue(issue)
    }
    #expect(try !world.isOpen(issue))
  }

  @Test(arguments: ForgeWorldKind.here)
  func `a comment is made once and updated afterwards`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prd = try world.addPRD()
    let issue = try world.addSubIssues(1, of: prd)[0]
    for target in [prd, issue] {
      let marker = CommentMarker.hitl(prd: prd, issue: target)
      func save(_ text: String, with seen: @escaping @Sendable (any Forge) throws -> OwnComments) async throws {
        try await world.with { forge in
          let comment = FactoryComment(on: target, marker, text)
          try forge.save(comment, seen: try seen(forge))
        }
      }
      let nothing: @Sendable (any Forge) throws -> OwnComments = { _ in .none }
      try await save("first", with: nothing)
      try await save("second " + Self.hostile, with: nothing)
      try await save("third", with: { try $0.readPRD(prd, branch: "b").comments })
      #expect(try world.comments(on: target) == [marker.text + "\nthird"])
      try await world.with { try $0.save(FactoryComment(on: target, .afkError(issue: 1), "other"), seen: .none) }
      #expect(try world.comments(on: target).count == 2)
    }
  }

  @Test(arguments: ForgeWorldKind.here)
  func `a comment that is too long is cut, not refused`(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prd = try world.addPRD()
    let text = String(repeating: "é", count: 100_000)
    try await world.with { try $0.save(FactoryComment(on: prd, .finalReview(prd: prd), text), seen: .none) }
    let saved = try world.comments(on: prd)
    #expect(saved.count == 1)
    #expect(saved.first?.hasPrefix(CommentMarker.finalReview(prd: prd).text) == true)
  }
}

/// What every forge promises about pull requests.
struct ForgePullRequestContractTests {
  private func opened(_ kind: ForgeWorldKind) async throws -> (any ForgeWorld, prd: Int, PullRequest) {
    let world = try kind.make()
    let prd = try world.addPRD()
    let branch = FactoryNames.branch(prd: prd)
    try world.commit(on: branch)
    let new = NewPullRequest(title: "Plan \"1\"", body: "Closes #\(prd)", head: branch, base: "main")
    return (world, prd, try await world.with { try $0.createPullRequest(new) })
  }

  @Test(arguments: ForgeWorldKind.here)
  func `a pull request is a labelled draft that the next read shows`(kind: ForgeWorldKind) async throws {
    let (world, prd, made) = try await opened(kind)
    #expect(made.isDraft)
    #expect(made.labels == ["PRD"])
    let seen = try await world.with { try $0.readPRD(prd, branch: FactoryNames.branch(prd: prd)).pullRequest }
    #expect(seen == made)
    #expect(seen?.body == "Closes #\(prd)")
    #expect(seen?.state == .open)
  }

  @Test(arguments: ForgeWorldKind.here)
  func `creating it again finds the first one`(kind: ForgeWorldKind) async throws {
    let (world, prd, made) = try await opened(kind)
    let branch = FactoryNames.branch(prd: prd)
    let new = NewPullRequest(title: "Again", body: "", head: branch, base: "main")
    #expect(try await world.with { try $0.createPullRequest(new).number } == made.number)
    #expect(try world.pullRequestTitles(of: branch) == ["Plan \"1\""])
  }

  @Test(arguments: ForgeWorldKind.here)
  func `its body is rewritten`(kind: ForgeWorldKind) async throws {
    let (world, prd, made) = try await opened(kind)
    let body = "- [x] #3\n\n`$(id)` <!-- \"é\" -->\n"
    let seen = try await world.with { forge in
      try forge.updateBody(of: made, to: body)
      return try forge.readPRD(prd, branch: FactoryNames.branch(prd: prd)).pullRequest
    }
    #expect(seen?.body == body)
    #expect(seen?.labels == ["PRD"])
  }

  @Test(arguments: ForgeWorldKind.here)
  func `it leaves draft, and doing so again is fine`(kind: ForgeWorldKind) async throws {
    let (world, prd, made) = try await opened(kind)
    try await world.with { try $0.markReady(made) }
    let seen = try await world.with { forge in
      try forge.markReady(made)
      return try forge.readPRD(prd, branch: FactoryNames.branch(prd: prd)).pullRequest
    }
    #expect(seen?.isDraft == false)
    #expect(seen?.state == .open)
  }

  @Test(arguments: ForgeWorldKind.here)
  func `a review is asked for once`(kind: ForgeWorldKind) async throws {
    let (world, _, made) = try await opened(kind)
    let reviewer = world.reviewer
    try await world.with { forge in
      try forge.requestReview(of: made, from: reviewer)
      try forge.requestReview(of: made, from: reviewer)
    }
    #expect(try world.reviewers(of: made.number) == [reviewer])
  }

  @Test(arguments: ForgeWorldKind.here)
  func `the operator can't review their own pull request`(kind: ForgeWorldKind) async throws {
    let (world, _, made) = try await opened(kind)
    let login = world.operatorLogin
    #expect(await world.failure { try $0.requestReview(of: made, from: login) }?.code == .forgeInvalid)
  }

  @Test(arguments: ForgeWorldKind.here)
  func `a comment on it is made once and updated afterwards`(kind: ForgeWorldKind) async throws {
    let (world, prd, made) = try await opened(kind)
    let branch = FactoryNames.branch(prd: prd)
    let marker = CommentMarker.finalReview(prd: prd)
    for text in ["first", "second"] {
      try await world.with { forge in
        let seen = try forge.readPRD(prd, branch: branch).comments
        try forge.save(FactoryComment(on: made.number, marker, text), seen: seen)
      }
    }
    #expect(try world.comments(on: made.number) == [marker.text + "\nsecond"])
  }
}
