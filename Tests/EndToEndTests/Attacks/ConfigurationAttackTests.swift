import Foundation
import TestSupport
import Testing

/// A branch that the operator has checked out, such as a pull request that they try, holds another configuration.
@Suite("A configuration that somebody else changed does nothing outside of sandboxes", .stage)
struct ConfigurationAttackTests {
  private let stage = FactoryStage.current

  @Test(
    "but ends the run before anything is done, and says what changed",
    arguments: [
      (#"{"notify": ["sh", "-c", "touch ~/taken"]}"#, #"notify: [] → ["sh","-c","touch ~/taken"]"#),
      (#"{"owners": ["mallory"]}"#, #"owners: [] → ["mallory"]"#),
      (#"{"sandbox": {"backend": "local"}}"#, #"sandbox.backend: "sbx" → "local""#),
      (#"{"forge": "local"}"#, #"forge: "github" → "local""#),
      (#"{"sandbox": {"templates": {"codex": "evil.example/x:1"}}}"#, #"→ "evil.example/x:1""#),
      (#"{"parallel": 64, "limits": {"agentMinutes": 10000}}"#, "parallel: 1 → 64"),
    ])
  func refused(_ configuration: String, _ change: String) async throws {
    try stage.repository.addPRD("Import", author: "mallory")
    try stage.configure(configuration, isTrusted: false)
    let (before, calls) = (try stage.traces(), stage.sbxCalls.count)

    let run = await stage.kbRun()
    #expect(run.code() == "KB-C007" && run.status == 3, "\(run)")
    #expect(run.result.errorText.contains(change), "\(run.result.errorText)")
    #expect(run.result.errorText.contains("kb trust"))
    #expect(try stage.traces() == before && stage.sessionCount == 0 && stage.sbxCalls.count == calls)
    #expect(!FileManager.default.fileExists(atPath: stage.root + "/home/taken"))
    #expect(await stage.kb(["doctor", "--smoke"]).errorText.contains("KB-C007"))
  }

  @Test("also where it changes the program that was trusted, and not its name")
  func program() async throws {
    try stage.writeProgram("home/webapp/tools/tell.sh", "#!/bin/sh\nexit 0\n")
    try stage.configure(#"{"notify": ["tools/tell.sh"]}"#)
    #expect(await stage.kbRun().status == 0)
    try stage.writeProgram("home/webapp/tools/tell.sh", "#!/bin/sh\ntouch ~/taken\n")
    let run = await stage.kbRun()
    #expect(run.code() == "KB-C007" && run.result.errorText.contains("notify, file tools/tell.sh: "), "\(run)")
  }

  @Test("until the operator trusts exactly that, which they can take back")
  func trusted() async throws {
    try stage.configure(#"{"parallel": 2}"#, isTrusted: false)
    #expect(await stage.kb(["trust"]).errorText.contains("KB-U009"))
    #expect(await stage.kb(["trust", "123456789abc"]).status == 2)
    #expect(await stage.kbRun().code() == "KB-C007")

    let shown = await stage.kb(["trust"]).text
    let hash = try #require(shown.firstMatch(of: /hash ([0-9a-f]{12})/)).output.1
    #expect(await stage.kb(["trust", String(hash)]).status == 0)
    #expect(await stage.kbRun().status == 0)
    #expect(await stage.kb(["trust", "--list"]).text.hasPrefix("acme/webapp  \(hash)  "))

    try stage.configure(#"{"parallel": 3}"#, isTrusted: false)
    let changed = await stage.kbRun()
    #expect(changed.code() == "KB-C007" && changed.result.errorText.contains("parallel: 2 → 3"), "\(changed)")
    try stage.configure(#"{"parallel": 2}"#, isTrusted: false)
    #expect(await stage.kb(["trust", "--revoke"]).status == 0)
    #expect(await stage.kbRun().code() == "KB-C007")
  }

  @Test("while what acts inside alone, what the operator says themselves, and commands that only look need no trust")
  func free() async throws {
    try stage.write("home/webapp/.krutrimbox/afk.md", "Be brief.")
    try stage.configure(
      #"{"prompts": {"afkIssue": "afk.md"}, "protectedPaths": ["ci/**"], "sandbox": {"backend": "sbx"}}"#,
      isTrusted: false)
    #expect(await stage.kbRun().status == 0)
    #expect(await stage.kb(["trust"]).text.contains("nothing in .krutrimbox/config.json acts outside"))

    try stage.configure(#"{"parallel": 2, "owners": ["bob"]}"#, isTrusted: false)
    #expect(await stage.kbRun("--parallel", "2", "--author", "bob").status == 0)
    try stage.write("home/.config/krutrimbox/config.json", #"{"parallel": 1, "owners": ["alice"]}"#)
    #expect(await stage.kbRun().status == 0)

    try FileManager.default.removeItem(atPath: stage.root + "/home/.config/krutrimbox/config.json")
    let plan = await stage.kb(["plan"])
    #expect(plan.status == 0 && plan.text.contains("A run would not start: KB-C007"), "\(plan.text)")
    #expect(plan.text.contains("parallel: 1 → 2"))
    let doctor = await stage.kb(["doctor"])
    #expect(doctor.status == 3 && doctor.text.contains("kb trust, in the clone"))
    for command in ["workers", "clean"] { #expect(await stage.kb([command]).status == 0) }
  }
}
