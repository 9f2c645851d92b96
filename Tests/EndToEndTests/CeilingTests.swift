import KBDomain
import TestSupport
import Testing

@Suite("A PRD that has had all its sessions", .onOwnThread, .stage)
struct CeilingTests {
  private let stage = FactoryStage.current

  @Test("gets no other one in any run, says so in plan, comment and report, and goes on where a person raises it")
  func raised() async throws {
    try stage.configure(#"{"limits": {"prdSessions": 2}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")

    let first = await stage.kbRun()
    #expect(first.status == 1 && first.code(of: prd) == "KB-P016", "\(first)")
    #expect(stage.sessionCount == 2)
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(pull.pull?.isDraft == true)
    let told = try #require(try stage.ownComments(on: pull.number).only)
    #expect(told.hasPrefix(CommentMarker.ceiling(prd: prd).text), "\(told)")
    #expect(told.contains("has had 2 of 2 agent sessions: 2 for issues"), "\(told)")
    #expect(told.contains("kb run --prd \(prd) --raise"), "\(told)")

    let plan = await stage.kb(["plan"])
    #expect(plan.text.contains("KB-P016") && plan.text.contains("2 of 2 agent sessions"), "\(plan.text)")
    let raisedPlan = await stage.kb(["run", "--dry-run", "--prd", "\(prd)", "--raise"])
    #expect(raisedPlan.text.contains("final review of 2 issues"), "\(raisedPlan.text)")
    let again = await stage.kbRun()
    #expect(again.code(of: prd) == "KB-P016" && stage.sessionCount == 2, "\(again)")
    #expect(try stage.ownComments(on: pull.number).count == 1)

    let unnamed = await stage.kb(["run", "--raise"])
    #expect(unnamed.status == 2 && unnamed.errorText.contains("kb run --prd N --raise"), "\(unnamed.errorText)")

    let raised = await stage.kbRun("--prd", "\(prd)", "--raise")
    #expect(raised.ending(of: prd) == "delivered", "\(raised)")
    #expect(stage.sessionCount == 3)
  }
}
