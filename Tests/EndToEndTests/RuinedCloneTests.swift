import Foundation
import TestSupport
import Testing

@Suite("A session that ruins the clone in its own sandbox", .stage)
struct RuinedCloneTests {
  private let stage = FactoryStage.current

  @Test(
    "costs its own work: a new sandbox takes the place, and what is at origin stays",
    arguments: ["sbx", "local"])
  func replaced(sandbox: String) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let mark = stage.agents + "/ruined"
    try stage.repository.addSubIssue(
      of: prd, "Check",
      body: "double: run if [ ! -e \(mark) ]; then touch \(mark); rm -rf .git; fi\ndouble: write b.txt b")

    let ruined = await stage.kbRun("--sandbox", sandbox)
    #expect(ruined.ending(of: prd) != "delivered" && ruined.code(of: prd) == "KB-S006", "\(ruined)")
    let text = await stage.kb(["run", "--sandbox", sandbox])
    #expect(text.text.contains("a session has ruined the clone in the sandbox, which is replaced"), "\(text)")
    #expect(text.text.contains("none of the work that was not pushed could be saved"), "\(text)")
    #expect(text.status == 0 && text.text.contains("delivered"), "\(text)")
    #expect(try stage.text(of: "a.txt", on: stage.branch(of: prd)) == "a\n")
    #expect(try stage.text(of: "b.txt", on: stage.branch(of: prd)) == "b\n")
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 2)
  }
}
