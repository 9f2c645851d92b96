import KBProtocol
import TestSupport
import Testing

@Suite("A HITL Issue that is due", .stage)
struct PauseTests {
  private let stage = FactoryStage.current

  @Test("pauses the PRD with one comment to its author, which the next run updates")
  func pausesOnce() async throws {
    try stage.repository.allow("bob")
    try stage.configure(#"{"owners": ["alice", "bob"]}"#)
    let prd = try stage.repository.addPRD("Retention", author: "bob")
    let human = try stage.repository.addSubIssue(of: prd, "Choose the period", kind: .hitl)
    try stage.repository.addSubIssue(of: prd, "Delete old rows")

    let first = await stage.kbRun()
    #expect(first.status == 0, "\(first)")
    #expect(first.outcomes[prd] == .paused(issue: human, title: "Choose the period"))
    let comment = try #require(try stage.repository.comments(prd).only)
    #expect(comment.body.hasPrefix("<!-- krutrimbox:hitl-prd-\(prd)-issue-\(human) -->\n@bob"))

    try stage.repository.change(human) { $0.title = "Choose the retention period" }
    let second = await stage.kbRun()
    #expect(second.ending(of: prd) == "paused")
    let updated = try #require(try stage.repository.comments(prd).only)
    #expect(updated.id == comment.id)
    #expect(updated.body.contains("Choose the retention period"))

    #expect(stage.sessionCount == 0)
    #expect(stage.sbxCalls(of: "create").isEmpty)
    #expect(try stage.repository.hasBranch(stage.branch(of: prd)) == false)
  }

  @Test("lets the PRD go on once a person has closed it")
  func goesOnWhenClosed() async throws {
    let prd = try stage.repository.addPRD("Retention")
    let human = try stage.repository.addSubIssue(of: prd, "Choose the period", kind: .hitl)
    let agent = try stage.repository.addSubIssue(of: prd, "Delete old rows", body: "double: write rows.txt none")

    #expect(await stage.kbRun().ending(of: prd) == "paused")
    try stage.repository.close(human)
    let second = await stage.kbRun()

    #expect(second.ending(of: prd) == "delivered", "\(second)")
    #expect(try stage.messages(on: stage.branch(of: prd)) == ["Delete old rows\n\nRefs #\(agent)"])
    #expect(try stage.ownComments(on: prd).count == 1)
  }

  @Test(
    "keeps branch and sandbox, and goes on after a person's commit with its footer",
    arguments: ["Thirty days\n\nRefs #", "Refs #"])
  func goesOnAfterFooter(message: String) async throws {
    let prd = try stage.repository.addPRD("Retention")
    let before = try stage.repository.addSubIssue(of: prd, "Find old rows", body: "double: write find.txt yes")
    let human = try stage.repository.addSubIssue(of: prd, "Choose the period", kind: .hitl)
    let after = try stage.repository.addSubIssue(of: prd, "Delete old rows", body: "double: write rows.txt none")

    let first = await stage.kbRun()
    #expect(first.outcomes[prd] == .paused(issue: human, title: "Choose the period"), "\(first)")
    #expect(stage.sbxCalls(of: "rm").isEmpty)
    let branch = stage.branch(of: prd)
    try stage.repository.git.commit(
      on: branch, file: "period.txt", text: "30 days\n", message: message + "\(human)")
    let second = await stage.kbRun()

    #expect(second.ending(of: prd) == "delivered", "\(second)")
    #expect(
      try stage.messages(on: branch) == [
        "Delete old rows\n\nRefs #\(after)", message + "\(human)", "Find old rows\n\nRefs #\(before)",
      ])
    #expect(stage.sessionCount == 3)
    #expect(stage.sbxCalls(of: "create").count == 1)
    // What a person says is done by a commit of their own is closed like the others.
    #expect(try stage.repository.issue(human).isClosed)
  }
}
