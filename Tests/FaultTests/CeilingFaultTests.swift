import KBDomain
import TestSupport
import Testing

@Suite("Sessions whose Workers are killed", .onOwnThread, .stage)
struct CeilingFaultTests {
  private let stage = FactoryStage.current

  @Test("count like all others, also after kb clean, and a person's raise counts once in a run, whoever dies in it")
  func killed() async throws {
    try stage.configure(#"{"limits": {"prdSessions": 2}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: say Hello.\ndouble: once 5 hang\ndouble: write a.txt a")
    let crash = ["KB_CRASH_AT": "activity"].merging(CrashPlan.quick) { $1 }

    let first = await stage.kbRun(environment: crash)
    #expect(first.deaths == 2 && first.code(of: prd) == "KB-P016", "\(first)")
    #expect(stage.sessionCount == 2)
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(
      try stage.ownComments(on: prd).only?.contains("2 of 2 agent sessions: 2 for issues") == true,
      "no pull request yet")

    #expect(await stage.kb(["clean", "--yes"]).status == 0)
    let cleaned = await stage.kbRun()
    #expect(cleaned.code(of: prd) == "KB-P016" && stage.sessionCount == 2, "\(cleaned)")

    // The first Worker dies right after it has noted the raise, the next two in their sessions.
    let raised = await stage.kbRun(
      "--prd", "\(prd)", "--raise",
      environment: ["KB_CRASH_AT": "after-raised,activity"].merging(CrashPlan.quick) { $1 })
    #expect(raised.deaths == 3 && stage.sessionCount == 4, "\(raised)")
    let last = await stage.kbRun()
    #expect(last.code(of: prd) == "KB-P016" && stage.sessionCount == 4, "\(last)")
    #expect(try stage.ownComments(on: prd).only?.contains("4 of 4 agent sessions") == true)
  }
}
