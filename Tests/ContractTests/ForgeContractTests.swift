import KBDomain
import KBFailures
import KBForges
import TestSupport
import Testing

@Suite("What every forge promises, whatever is behind it")
struct ForgeContractTests {
  private static let hostile = "# Plan\r\n\n\"quoted\" $(id) `id` {owner} @/etc/passwd <b>é🙃</b> \\u0041 --flag\n"

  @Test("discovery brings all open issues labelled PRD in number order", arguments: ForgeWorldKind.here)
  func discoveryBrings(kind: ForgeWorldKind) async throws {
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

  @Test("more than a hundred PRDs are all found", arguments: ForgeWorldKind.here)
  func moreHundred(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prds = try world.addPRDs(230)
    #expect(try await world.with { try $0.discover().prds.map(\.number) } == prds)
  }

  @Test("missing labels are created, and creating them again is fine", arguments: ForgeWorldKind.here)
  func missingLabelsCreated(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    _ = try world.addPRD()
    let missing = try await world.with { forge in
      try forge.createLabels(Label.allCases)
      try forge.createLabels(Label.allCases)
      return try forge.discover().missingLabels
    }
    #expect(missing.isEmpty)
  }

  @Test("a PRD is read with its sub-issues", arguments: ForgeWorldKind.here)
  func prdRead(kind: ForgeWorldKind) async throws {
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

  @Test("a sub-issue knows the issue above it", arguments: ForgeWorldKind.here)
  func subIssue(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prd = try world.addPRD()
    let sub = try world.addSubIssues(1, of: prd)[0]
    #expect(try await world.with { try $0.readPRD(sub, branch: "b").prd.parent } == "#\(prd)")
  }

  @Test("more than a hundred sub-issues are all read", arguments: ForgeWorldKind.here)
  func moreHundredSub(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prd = try world.addPRD()
    let issues = try world.addSubIssues(130, of: prd)
    let read = try await world.with { try $0.readPRD(prd, branch: "b").subIssues.map(\.number) }
    #expect(read.sorted() == issues)
  }

  @Test("an issue that does not exist is KB-P001", arguments: ForgeWorldKind.here)
  func issueExist(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    _ = try world.addPRD()
    #expect(await world.failure { try $0.readPRD(999, branch: "b") }?.code == .prdNotFound)
  }

  @Test("blockers named in a body have their states", arguments: ForgeWorldKind.here)
  func blockersNamed(kind: ForgeWorldKind) async throws {
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

  @Test("closing a closed issue is fine", arguments: ForgeWorldKind.here)
  func closingClosed(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let issue = try world.addSubIssues(1, of: world.addPRD())[0]
    try await world.with { forge in
      try forge.closeIssue(issue)
      try forge.closeIssue(issue)
    }
    #expect(try !world.isOpen(issue))
  }

  @Test("a comment is made once and updated afterwards", arguments: ForgeWorldKind.here)
  func commentMade(kind: ForgeWorldKind) async throws {
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

  @Test("a comment that is too long is cut, not refused", arguments: ForgeWorldKind.here)
  func commentLong(kind: ForgeWorldKind) async throws {
    let world = try kind.make()
    let prd = try world.addPRD()
    let text = String(repeating: "é", count: 100_000)
    try await world.with { try $0.save(FactoryComment(on: prd, .finalReview(prd: prd), text), seen: .none) }
    let saved = try world.comments(on: prd)
    #expect(saved.count == 1)
    #expect(saved.first?.hasPrefix(CommentMarker.finalReview(prd: prd).text) == true)
  }
}

@Suite("What every forge promises about pull requests")
struct ForgePullRequestContractTests {
  private func opened(_ kind: ForgeWorldKind) async throws -> (any ForgeWorld, prd: Int, PullRequest) {
    let world = try kind.make()
    let prd = try world.addPRD()
    let branch = FactoryNames.branch(prd: prd)
    try world.commit(on: branch)
    let new = NewPullRequest(title: "Plan \"1\"", body: "Closes #\(prd)", head: branch, base: "main")
    return (world, prd, try await world.with { try $0.createPullRequest(new) })
  }

  @Test("a pull request is a labelled draft that the next read shows", arguments: ForgeWorldKind.here)
  func pullRequestLabelled(kind: ForgeWorldKind) async throws {
    let (world, prd, made) = try await opened(kind)
    #expect(made.isDraft)
    #expect(made.labels == ["PRD"])
    let seen = try await world.with { try $0.readPRD(prd, branch: FactoryNames.branch(prd: prd)).pullRequest }
    #expect(seen == made)
    #expect(seen?.body == "Closes #\(prd)")
    #expect(seen?.state == .open)
  }

  @Test("creating it again finds the first one", arguments: ForgeWorldKind.here)
  func creatingAgain(kind: ForgeWorldKind) async throws {
    let (world, prd, made) = try await opened(kind)
    let branch = FactoryNames.branch(prd: prd)
    let new = NewPullRequest(title: "Again", body: "", head: branch, base: "main")
    #expect(try await world.with { try $0.createPullRequest(new).number } == made.number)
    #expect(try world.pullRequestTitles(of: branch) == ["Plan \"1\""])
  }

  @Test("its body is rewritten", arguments: ForgeWorldKind.here)
  func bodyRewritten(kind: ForgeWorldKind) async throws {
    let (world, prd, made) = try await opened(kind)
    let body = "- [x] #3\n\n`$(id)` <!-- \"é\" -->\n"
    let seen = try await world.with { forge in
      try forge.updateBody(of: made, to: body)
      return try forge.readPRD(prd, branch: FactoryNames.branch(prd: prd)).pullRequest
    }
    #expect(seen?.body == body)
    #expect(seen?.labels == ["PRD"])
  }

  @Test("it leaves draft, and doing so again is fine", arguments: ForgeWorldKind.here)
  func leavesDraft(kind: ForgeWorldKind) async throws {
    let (world, prd, made) = try await opened(kind)
    try await world.with { try $0.markReady(made) }
    let seen = try await world.with { forge in
      try forge.markReady(made)
      return try forge.readPRD(prd, branch: FactoryNames.branch(prd: prd)).pullRequest
    }
    #expect(seen?.isDraft == false)
    #expect(seen?.state == .open)
  }

  @Test("a review is asked for once", arguments: ForgeWorldKind.here)
  func reviewAsked(kind: ForgeWorldKind) async throws {
    let (world, _, made) = try await opened(kind)
    let reviewer = world.reviewer
    try await world.with { forge in
      try forge.requestReview(of: made, from: reviewer)
      try forge.requestReview(of: made, from: reviewer)
    }
    #expect(try world.reviewers(of: made.number) == [reviewer])
  }

  @Test("the operator can't review their own pull request", arguments: ForgeWorldKind.here)
  func operatorReview(kind: ForgeWorldKind) async throws {
    let (world, _, made) = try await opened(kind)
    let login = world.operatorLogin
    #expect(await world.failure { try $0.requestReview(of: made, from: login) }?.code == .forgeInvalid)
  }

  @Test("a comment on it is made once and updated afterwards", arguments: ForgeWorldKind.here)
  func commentMadeOnce(kind: ForgeWorldKind) async throws {
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
