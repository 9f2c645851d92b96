import TestSupport
import Testing
@testable import Supervisor

@Suite("A run with a token budget", .onOwnThread, .stage)
struct TokenBudgetRunTests {
  private let stage = FactoryStage.current

  @Test("publishes the session that spends it, starts no other one, says so, and the next run goes on")
  func spent() async throws {
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt a\ndouble: usage 900 200")
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")
    let other = try stage.repository.addPRD("Export")
    try stage.repository.addSubIssue(of: other, "Write", body: "double: write c.txt c")

    let run = await stage.kbRun("--token-budget", "1k")
    #expect(run.status == 0, "\(run)")
    #expect(run.ending(of: prd) == "stopped", "\(run)")
    #expect(stage.sessionCount == 1)
    #expect(try stage.messages(on: stage.branch(of: prd)) == ["Parse\n\nRefs #\(first)"])
    let report = await stage.kb(["report"])
    #expect(report.text.contains("the token budget of 1k was spent at"), "\(report.text)")
    #expect(report.text.contains("(1k used): no session was started after it"), "\(report.text)")

    let next = await stage.kbRun()
    #expect(next.ending(of: prd) == "delivered" && next.ending(of: other) == "delivered", "\(next)")
  }
}
