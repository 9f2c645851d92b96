import KBDomain
import KBFailures
import KBForges
import KBSystem
import TestSupport
import Testing

@Suite("reading a PRD from GitHub")
struct GitHubReadingTests {
  private let effects = ScriptedEffects()

  private func read(_ number: Int = 12) throws -> PRDSnapshot {
    try GitHubForge.scripted(effects).readPRD(number, branch: "krutrimbox/prd-12")
  }

  private func code(_ answers: CommandResult...) -> FailureCode? {
    for answer in answers { effects.on("graphql", give: answer) }
    return failure { try read() }?.code
  }

  @Test("one request brings the whole PRD")
  func whole() throws {
    effects.on(
      "KBReadPRD", "--hostname github.com",
      give: GitHubAnswer.readPRD(
        issue: GitHubAnswer.prd(
          subIssues: [
            GitHubAnswer.subIssue(14, state: "CLOSED"),
            GitHubAnswer.subIssue(
              13, body: "## Blocked by\n- #14, #12\n", labels: ["prd-SUB-issue", "ready-for-human", "other"],
              blockedBy: GitHubAnswer.page([
                GitHubAnswer.reference(14, state: "CLOSED"), GitHubAnswer.reference(3, repository: "acme/gears"),
              ])),
          ], comments: [GitHubAnswer.comment(4_000_000_000, CommentMarker.finalReview(prd: 12).text)]),
        pullRequests: [GitHubAnswer.pullRequest(20)]))
    let snapshot = try read()
    #expect(snapshot.prd.author == "alice")
    #expect(snapshot.prd.labels == ["PRD", "ready-for-agent"])
    #expect(snapshot.prd.parent == nil)
    #expect(snapshot.subIssues.map(\.number) == [14, 13])
    #expect(snapshot.subIssues.map(\.isOpen) == [false, true])
    #expect(snapshot.subIssues[1].labels == ["PRD-sub-issue", "ready-for-human", "other"])
    #expect(
      snapshot.subIssues[1].blockers == [
        Blocker(IssueReference(14), .closed), Blocker(IssueReference(3, in: "acme/gears"), .open),
        Blocker(IssueReference(12), .open),
      ])
    #expect(snapshot.pullRequest?.number == 20)
    #expect(snapshot.pullRequest?.id == "PR_20")
    #expect(snapshot.comments.targets == [12, 20])
    #expect(snapshot.comments.comment(.finalReview(prd: 12), on: 12)?.id == "4000000000")
    #expect(effects.commands.count == 1)
  }

  @Test("a parent, a gone author and empty lists are read")
  func nulls() throws {
    let parent = GitHubAnswer.reference(4, repository: "acme/plans")
    effects.on(
      "KBReadPRD", give: GitHubAnswer.readPRD(issue: GitHubAnswer.prd(author: nil, parent: parent)))
    let prd = try read().prd
    #expect(prd.author == nil)
    #expect(prd.parent == "acme/plans#4")
  }

  @Test("an answer that lacks the parent is unreadable, not a PRD without one")
  func missingKey() {
    let issue = GitHubAnswer.prd().replacing(#""parent":null,"#, with: "")
    let answer = GitHubAnswer.readPRD(issue: issue)
    #expect(code(answer, answer, answer) == .forgeAnswerUnreadable)
  }

  @Test("an issue that may not be seen drops nothing silently")
  func hiddenSubIssue() {
    let answer = GitHubAnswer.readPRD(issue: GitHubAnswer.prd(subIssues: ["null"]))
    #expect(code(answer, answer, answer) == .forgeAnswerUnreadable)
  }

  @Test("an open sub-issue of another repository stops the PRD; a closed one says nothing")
  func foreign() throws {
    let open = GitHubAnswer.prd(subIssues: [GitHubAnswer.subIssue(5, repository: "acme/gears")])
    #expect(code(GitHubAnswer.readPRD(issue: open)) == .prdNotReady)
    let closed = GitHubAnswer.prd(subIssues: [GitHubAnswer.subIssue(5, state: "CLOSED", repository: "acme/gears")])
    effects.on("graphql", give: GitHubAnswer.readPRD(issue: closed))
    #expect(try read().subIssues.isEmpty)
  }

  @Test("no such issue is KB-P001, also where no issue can have the number")
  func notFound() {
    let error = #"{"type":"NOT_FOUND","path":["repository","issue"],"message":"Could not resolve to an Issue"}"#
    #expect(code(GitHubAnswer.readPRD(issue: "null", errors: error)) == .prdNotFound)
    #expect(failure { try read(0) }?.code == .prdNotFound)
    #expect(failure { try read(99_999_999_999) }?.code == .prdNotFound)
    #expect(effects.commands.count == 1)
  }

  @Test(
    "GraphQL's own refusals have their codes",
    arguments: [
      (#"{"type":"NOT_FOUND","path":["repository"],"message":"x"}"#, FailureCode.forgeNotFound),
      (#"{"type":"FORBIDDEN","path":["repository","issue","parent"],"message":"x"}"#, .forgeForbidden),
      (#"{"type":"INSUFFICIENT_SCOPES","message":"x"}"#, .forgePermissionMissing),
      (#"{"type":"RATE_LIMITED","message":"API rate limit exceeded"}"#, .forgeRateLimited),
      (#"{"message":"You have exceeded a secondary rate limit."}"#, .forgeRateLimited),
      (
        #"{"message":"Field 'x' doesn't exist","path":["query"],"extensions":{"code":"undefinedField"}}"#,
        .forgeServerTooOld
      ),
      (#"{"type":"SOMETHING_NEW","message":"x","path":["repository",0]}"#, .forgeInvalid),
    ])
  func refusals(error: String, code: FailureCode) {
    #expect(self.code(.answer(200, #"{"data":null,"errors":[\#(error)]}"#)) == code)
  }

  @Test("a read is tried three times where GitHub is unavailable, with growing pauses")
  func retries() throws {
    effects.on("KBReadPRD", give: .lost, .answer(502, "<html>"), GitHubAnswer.readPRD())
    let identity = RepositoryIdentity(host: "github.com", owner: "acme", name: "widgets")
    _ = try GitHubForge(identity, effects: effects).readPRD(12, branch: "b")
    #expect(effects.waits == [.seconds(1), .seconds(4)])
  }

  @Test(
    "what stays unavailable ends after three tries",
    arguments: [
      (CommandResult.lost, FailureCode.forgeUnavailable),
      (.answer(200, "<html>"), .forgeAnswerUnreadable), (.answer(200, "{}"), .forgeAnswerUnreadable),
      (.answer(200, #"{"data":{"viewer""#), .forgeAnswerUnreadable),
      (CommandResult(end: .outOfTime(.seconds(60))), .forgeUnavailable),
      (
        .answer(200, #"{"errors":[{"message":"Something went wrong while executing your query."}]}"#), .forgeUnavailable
      ),
    ])
  func gone(answer: CommandResult, code: FailureCode) {
    #expect(self.code(answer, answer, answer) == code)
    #expect(effects.unused.isEmpty)
  }

  @Test("a body that was cut off is a lost answer")
  func cut() {
    let cut = CommandResult(
      end: .exited(.code(value: 1)), output: "HTTP/2.0 200 OK\n\r\n{\"data\":", errors: "unexpected EOF\n")
    #expect(code(cut, cut, cut) == .forgeUnavailable)
  }

  @Test("a refusal is not tried again")
  func refusedOnce() {
    #expect(code(.answer(401)) == .forgeNotLoggedIn)
    #expect(effects.waits.isEmpty)
  }

  @Test("an order to stop is no failure of GitHub")
  func stopped() {
    effects.on("KBReadPRD", give: CommandResult(end: .stopped))
    #expect(throws: StopRequested()) { try read() }
  }

  @Test("a list that never ends is unreadable")
  func endless() {
    let page = GitHubAnswer.page([], more: "same")
    effects.on("KBReadPRD", give: GitHubAnswer.readPRD(issue: GitHubAnswer.prd(more: "same")))
    let more = CommandResult.answer(200, #"{"data":{"repository":{"issue":{"subIssues":\#(page)}}}}"#)
    effects.on("KBMoreSubIssues", give: more, more)
    #expect(failure { try read() }?.code == .forgeAnswerUnreadable)
  }

  @Test("only the operator's comments with a marker count, and only a full page covers its target")
  func comments() throws {
    let marker = CommentMarker.hitl(prd: 12, issue: 13).text
    effects.on(
      "KBReadPRD",
      give: GitHubAnswer.readPRD(
        issue: GitHubAnswer.prd(
          comments: [
            GitHubAnswer.comment(1, marker, author: "mallory"), GitHubAnswer.comment(2, "no marker"),
            GitHubAnswer.comment(3, marker, author: nil), GitHubAnswer.comment(4, marker, author: "ALICE"),
            GitHubAnswer.comment(5, "> quoted\n" + marker),
          ], earlier: true)))
    let comments = try read().comments
    #expect(comments.comments.map(\.id) == ["4", "5"])
    #expect(comments.comment(.hitl(prd: 12, issue: 13), on: 12)?.id == "4")
    #expect(comments.targets.isEmpty)
  }

  @Test(
    "the pull request is the open one of this repository, else its newest",
    arguments: [
      ([(20, "OPEN", "mallory"), (19, "CLOSED", "acme"), (18, "OPEN", "Acme")], 18),
      ([(20, "CLOSED", "acme"), (19, "MERGED", "acme")], 20), ([(20, "OPEN", "mallory"), (19, "OPEN", nil)], nil),
    ] as [([(Int, String, String?)], Int?)])
  func pullRequest(listed: [(Int, String, String?)], expected: Int?) throws {
    let nodes = listed.map { GitHubAnswer.pullRequest($0.0, state: $0.1, owner: $0.2) }
    effects.on("KBReadPRD", give: GitHubAnswer.readPRD(pullRequests: nodes))
    #expect(try read().pullRequest?.number == expected)
  }

  @Test("forks that fill the first page do not hide it")
  func manyForks() throws {
    let forks = (1...20).map { GitHubAnswer.pullRequest($0 + 30, owner: "mallory") }
    effects.on("KBReadPRD", give: GitHubAnswer.readPRD(pullRequests: forks, morePullRequests: true))
    effects.on(
      "pulls?head=acme%3Akrutrimbox%2Fprd-12&state=all", give: .answer(200, "[\(GitHubAnswer.restPullRequest(7))]"))
    let snapshot = try read()
    #expect(snapshot.pullRequest?.number == 7)
    #expect(!snapshot.comments.targets.contains(7))
  }
}
