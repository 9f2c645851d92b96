import Foundation
import KBDomain
import KBFailures
import KBForges
import KBSystem
import TestSupport
import Testing

@Suite("blockers of sub-issues on GitHub")
struct GitHubBlockerTests {
  private let effects = ScriptedEffects()

  private func blockers(_ subIssues: String...) throws -> [[Blocker]] {
    effects.on("KBReadPRD", give: GitHubAnswer.readPRD(issue: GitHubAnswer.prd(subIssues: subIssues)))
    return try GitHubForge.scripted(effects).readPRD(12, branch: "b").subIssues.map(\.blockers)
  }

  @Test("issues that the answer does not bring cost one request for all; what is not found is unknown")
  func lookUp() throws {
    effects.on(
      "KBBlockers", "b7: issueOrPullRequest(number: 7)", #""name0":"Repo","name1":"widgets""#, #""owner0":"Other""#,
      give: .answer(
        200,
        #"""
        {"data":{"r1":{"b5":{"issueState":"OPEN"},"b7":{"issueState":"CLOSED"},"b8":{"pullState":"MERGED"},"b9":null},
        "r0":null},"errors":[{"type":"NOT_FOUND","path":["r1","b9"],"message":"x"},
        {"type":"FORBIDDEN","path":["r0"],"message":"x"}]}
        """#))
    let body = "## Blocked by\n#7 #8 #9 #5 Other/Repo#4 #99999999999\n## Next\n#1"
    let found = try blockers(
      GitHubAnswer.subIssue(13, body: body), GitHubAnswer.subIssue(14, body: "## Blocked by\n#5"))
    #expect(effects.commands.count == 2)
    #expect(found[0].map(\.reference.number) == [7, 8, 9, 5, 4, 99_999_999_999])
    #expect(found[0].map(\.state) == [.closed, .closed, .unknown, .open, .unknown, .unknown])
    #expect(found[1].map(\.state) == [.open])
  }

  @Test("a pull request that was closed without a merge never comes")
  func abandoned() throws {
    effects.on(
      "KBBlockers",
      give: .answer(200, #"{"data":{"r0":{"b7":{"pullState":"CLOSED"},"b8":{"pullState":"OPEN"}}}}"#))
    let found = try blockers(GitHubAnswer.subIssue(13, body: "Blocked by: #7, #8"))
    #expect(found[0].map(\.state) == [.abandoned, .open])
  }

  @Test("reopenings and open sub-issues cost one request for all, and only where there are some")
  func details() throws {
    let open = GitHubAnswer.page([GitHubAnswer.reference(21), GitHubAnswer.reference(22, state: "CLOSED"), "null"])
    let events = #"{"nodes":[{"createdAt":"2026-11-30T16:00:00Z"}]}"#
    effects.on(
      "KBBlockers", "i13: issue(number: 13)", "b7: issueOrPullRequest", "REOPENED_EVENT",
      give: .answer(
        200,
        #"""
        {"data":{"r0":{"b7":{"issueState":"OPEN"},"i13":{"subIssues":\#(open),"timelineItems":{"nodes":[]}},
        "i14":{"subIssues":\#(GitHubAnswer.page([])),"timelineItems":\#(events)},"i15":null}},
        "errors":[{"type":"FORBIDDEN","path":["r0","i15"],"message":"x"}]}
        """#))
    let issue = GitHubAnswer.prd(subIssues: [
      GitHubAnswer.subIssue(13, body: "Blocked by: #7", openSubIssues: 2),
      GitHubAnswer.subIssue(14, reason: #""REOPENED""#), GitHubAnswer.subIssue(15, reason: #""REOPENED""#),
      GitHubAnswer.subIssue(16), GitHubAnswer.subIssue(17, state: "CLOSED", reason: #""COMPLETED""#, openSubIssues: 1),
    ])
    effects.on("KBReadPRD", give: GitHubAnswer.readPRD(issue: issue))
    let found = try GitHubForge.scripted(effects).readPRD(12, branch: "b").subIssues
    #expect(effects.commands.count == 2)
    #expect(found.map { $0.openSubIssues.map(\.number) } == [[21, 0], [], [], [], []])
    #expect(found[0].reopenedAt == nil && found[3].reopenedAt == nil && found[4].reopenedAt == nil)
    #expect(found[1].reopenedAt == Date(timeIntervalSince1970: 1_796_054_400))
    // Whoever may not see when takes no commit for newer.
    #expect(found[2].reopenedAt == .distantFuture)
  }

  @Test("closed issues and issues for people are not looked up")
  func noLookUp() throws {
    let found = try blockers(
      GitHubAnswer.subIssue(13, body: "## Blocked by\n#7", state: "CLOSED"),
      GitHubAnswer.subIssue(14, body: "## Blocked by\n#7", labels: ["PRD-sub-issue", "ready-for-human"]))
    #expect(found == [[Blocker(IssueReference(7), .unknown)], [Blocker(IssueReference(7), .unknown)]])
    #expect(effects.commands.count == 1)
  }

  @Test("a blocker that may not be seen stays in the way")
  func hidden() throws {
    let found = try blockers(
      GitHubAnswer.subIssue(13, blockedBy: "null"),
      GitHubAnswer.subIssue(14, blockedBy: GitHubAnswer.page(["null", GitHubAnswer.reference(3, state: "NEW")])))
    #expect(found[0].map(\.state) == [.unknown])
    #expect(found[1].map(\.state) == [.unknown, .unknown])
  }

  @Test("an answer that leaves them out is unreadable where they were asked for")
  func leftOut() throws {
    let bare = GitHubAnswer.subIssue(13, blockedBy: "0").replacing(#","blockedBy":0"#, with: "")
    #expect(failure { try blockers(bare) }?.code == .forgeAnswerUnreadable)
    effects.on("KBReadPRD", give: GitHubAnswer.readPRD(issue: GitHubAnswer.prd(subIssues: [bare])))
    let old = GitHubForge(
      RepositoryIdentity(host: "github.com", owner: "acme", name: "widgets"), lacks: ["blockedBy"], effects: effects)
    #expect(try old.readPRD(12, branch: "b").subIssues.map(\.blockers) == [[]])
    #expect(effects.commands.map { $0.inputText.contains("blockedBy") } == [true, false])
  }

  @Test("an error at a blocker leaves the rest of the answer good")
  func partialError() throws {
    let error = #"{"type":"FORBIDDEN","path":["repository","issue","subIssues","nodes",0,"blockedBy"],"message":"x"}"#
    let issue = GitHubAnswer.prd(subIssues: [GitHubAnswer.subIssue(13, blockedBy: "null")])
    effects.on("KBReadPRD", give: GitHubAnswer.readPRD(issue: issue, errors: error))
    let snapshot = try GitHubForge.scripted(effects).readPRD(12, branch: "b")
    #expect(snapshot.subIssues.first?.blockers.map(\.state) == [.unknown])
  }

  @Test("more blockers than one page are read to the end")
  func pages() throws {
    let page = GitHubAnswer.page([GitHubAnswer.reference(4, state: "CLOSED")])
    effects.on(
      "KBMoreBlockers", #""after":"next""#,
      give: .answer(200, #"{"data":{"repository":{"issue":{"blockedBy":\#(page)}}}}"#))
    let first = GitHubAnswer.page([GitHubAnswer.reference(3)], more: "next")
    let found = try blockers(GitHubAnswer.subIssue(13, blockedBy: first))
    #expect(found[0] == [Blocker(IssueReference(3), .open), Blocker(IssueReference(4), .closed)])
  }

  @Test("names in a body never become part of the query")
  func hostileNames() throws {
    effects.on("KBBlockers", give: .answer(200, #"{"data":{"r0":{"b4":{"issueState":"OPEN"}}}}"#))
    _ = try blockers(GitHubAnswer.subIssue(13, body: #"## Blocked by"# + "\n" + #"a"){x}/b$(id)#4"#))
    let input = effects.commands[1].inputText
    #expect(input.contains(#"repository(owner: $owner0, name: $name0)"#))
    #expect(effects.commands[1].arguments.last == "graphql")
  }
}
