import Foundation
import TestSupport
import Testing

@Suite("Attack: a session leaves a process that writes on", .stage)
struct SurvivorTests {
  private let stage = FactoryStage.current

  @Test("it writes nothing into the next issue's commit, however it hides", arguments: ["sbx", "local"])
  func writer(sandbox: String) async throws {
    // Without a mark of the session in its environment, of another group, and no child of anything that is known.
    let writer =
      "setsid env -i sh -c 'while sleep 0.02; do echo evil >evil.txt; done' >/dev/null 2>&1 </dev/null &"
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a\ndouble: run \(writer)")
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: run sleep 0.5\ndouble: write b.txt b")
    let run = await stage.kbRun("--sandbox", sandbox)
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let newest = try stage.run([
      "git", "--git-dir", stage.origin, "show", "--name-only", "--format=", stage.branch(of: prd),
    ])
    #expect(newest.split(separator: "\n") == ["b.txt"])
  }
}
