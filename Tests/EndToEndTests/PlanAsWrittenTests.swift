import Foundation
import KBDomain
import KBProtocol
import TestSupport
import Testing

@Suite("A plan as people write it", .stage)
struct PlanAsWrittenTests {
  private let stage = FactoryStage.current

  @Test("does a blocker first, waits for another PRD's merge, and lets no title switch CI off")
  func blockers() async throws {
    let first = try stage.repository.addPRD("Import [skip ci]")
    let late = first + 1
    let body = "double: write a.txt a\n\n```md\n## Blocked by\n- #999\n```\n\n"
    try stage.repository.addSubIssue(of: first, "Use [ci skip]", body: body + "### Blocked by\n\n- #\(late + 1)")
    try stage.repository.addSubIssue(
      of: first, "Parse", body: "double: write b.txt b\n\nBlocked by: None (parallel with #\(late))")
    let second = try stage.repository.addPRD("Export")
    let waiting = try stage.repository.addSubIssue(
      of: second, "Write", body: "double: write c.txt c\n\n**Blocked by:** #\(late)")

    let run = await stage.kbRun("--parallel", "1")
    #expect(run.ending(of: first) == "delivered", "\(run)")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: first)))
    let messages = try stage.messages(on: stage.branch(of: first))
    #expect(messages.map { IssueReferenceFooter.numbers(in: $0) } == [[late], [late + 1]])
    #expect((messages + [pull.title]).allSatisfy { !$0.contains("[skip ci]") && !$0.contains("[ci skip]") })
    // Closed by krutrimbox, merged by nobody.
    let link = "https://github.com/acme/webapp/pull/\(pull.number)"
    let held = FactoryRunOutcome.blocked(
      issue: waiting, title: "Write", by: ["the merge of \(link) (which has #\(late))"])
    #expect(run.outcomes[second] == held, "\(run)")
    #expect(try stage.ownComments(on: waiting).only?.contains(link) == true)
    #expect(await stage.kb(["plan"]).text.contains("waits for the merge of \(link)"))
    #expect(stage.sessionCount == 3)

    try stage.repository.merge(pull.number)
    #expect(await stage.kbRun().ending(of: second) == "delivered")
  }

  @Test("does not close an issue again that a person opened, and still closes one that it died before closing")
  func reopened() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    // By mistake, before anything was done.
    try stage.repository.close(issue)
    try stage.repository.reopen(issue)
    try stage.repository.change(issue) { $0.reopenings?[0].at -= 3600 }

    let killed = await stage.kbRun(environment: ["KB_CRASH_AT": "after-published"])
    #expect(killed.deaths == 1 && killed.ending(of: prd) == "delivered", "\(killed)")
    #expect(try stage.repository.issue(issue).isClosed)

    try stage.repository.reopen(issue)
    let sessions = stage.sessionCount
    for _ in 1...2 {
      let run = await stage.kbRun()
      #expect(run.outcomes[prd] == .paused(issue: issue, title: "Parse"), "\(run)")
      #expect(try !stage.repository.issue(issue).isClosed)
      #expect(try stage.ownComments(on: issue).count == 1)
    }
    #expect(await stage.kb(["plan"]).text.contains("#\(issue) Parse waits for a person"))
    #expect(stage.sessionCount == sessions)

    // New work of a person, newer than the reopening.
    try stage.repository.change(issue) { $0.reopenings?[1].at -= 60 }
    try stage.repository.git.commit(
      on: stage.branch(of: prd), file: "fix.txt", text: "fixed\n", message: "Mend it\n\nRefs #\(issue)")
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    #expect(try stage.repository.issue(issue).isClosed && stage.sessionCount == sessions)
  }
}
