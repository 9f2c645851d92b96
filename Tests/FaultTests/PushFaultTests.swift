import KBSystem
import TestSupport
import Testing

@Suite("A push that does not reach origin", .onOwnThread, .stage)
struct PushFaultTests {
  private let stage = FactoryStage.current

  @Test("is tried again: nothing is paid twice and the PRD is delivered")
  func networkDown() async throws {
    // Only the first push fails, and origin does not see it.
    try stage.replacePush("echo 'fatal: unable to access origin: Could not resolve host' >&2; exit 128")
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")

    let run = await stage.kbRun(environment: ["KB_DELAY_SCALE": "0.001"])

    #expect(Files.exists(stage.root + "/pushed"))
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 2)
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
  }

  @Test(
    "where origin answers with a failure of its own, is done again, too",
    arguments: ["[remote rejected] (Internal Server Error)", "[remote failure] (remote failed to report status)"])
  func refusedForNow(text: String) async throws {
    try stage.replacePush("printf 'To origin\\n!\\tabc:refs/heads/b\\t\(text)\\nDone\\n'; exit 1")
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")

    let run = await stage.kbRun(environment: ["KB_DELAY_SCALE": "0.001"])

    #expect(Files.exists(stage.root + "/pushed"))
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.ownComments(on: issue).isEmpty)
    #expect(stage.sessionCount == 2)
  }
}
