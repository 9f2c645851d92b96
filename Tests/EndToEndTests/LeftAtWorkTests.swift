import Foundation
import TestSupport
import Testing

@Suite("What a finished session has left running", .stage)
struct LeftAtWorkTests {
  private let stage = FactoryStage.current

  @Test("is gone before the next session and the final review, and costs one stop each", arguments: ["sbx", "local"])
  func isEnded(sandbox: String) async throws {
    let folder = stage.agents
    func leave(_ name: String) -> String {
      "sh -c 'echo $$ >\(folder)/\(name); exec sleep 3600' >/dev/null 2>&1 & "
        + "until [ -s \(folder)/\(name) ]; do sleep 0.01; done"
    }
    func look(_ name: String, _ mark: String) -> String {
      // One that has ended may still wait for its parent to look.
      "case $(ps -o stat= -p $(cat \(folder)/\(name))) in '' | Z*) ;; *) touch \(folder)/\(mark) ;; esac"
    }
    // A service of a hook's ends with the sandbox: a session could have replaced it.
    try stage.write(
      "home/webapp/.krutrimbox/config.json",
      String(
        decoding: try JSONEncoder().encode(["hooks": ["sandboxCreated": [["sh", "-c", leave("hook")]]]]), as: UTF8.self)
    )
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: run \(leave("first"))\ndouble: write a.txt a")
    try stage.repository.addSubIssue(
      of: prd, "Check",
      body: """
        double: run \(look("first", "first-lives"))
        double: run \(leave("second"))
        double: write b.txt b
        double: review run \(look("second", "second-lives"))
        double: review run \(look("hook", "hook-lives"))
        double: review say Good.
        """)

    let run = await stage.kbRun("--sandbox", sandbox)

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.contains("first") && names.contains("second"))
    #expect(names.filter { $0.hasSuffix("-lives") } == [])
    // Ready, session and collect for each issue, ready and session for the review, the hook and a look at what it has
    // changed, and a look at what only the clone has before it is removed.
    if sandbox == "sbx" { #expect(stage.sbxCalls(of: "exec").count == 11) }
    if sandbox == "sbx" { #expect(stage.sbxCalls(of: "stop").count == 2) }
  }
}
