import Foundation
import KBRepository
import KBSystem
import TestSupport
import Testing

@Suite("kb saved")
struct SavedCommandTests {
  /// A stage whose failed PRD has work that `kb clean` has saved.
  private func stage() async throws -> (FactoryStage, Int) {
    let stage = FactoryStage.current
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write half.txt work\ndouble: fail no")
    #expect(await stage.kb(["run", "--sandbox", "local"]).status == 1)
    #expect(await stage.kb(["clean", "--yes"]).status == 0)
    return (stage, prd)
  }

  @Test(
    "shows what is saved, and the one command that brings it into the operator's clone works as it is typed", .stage)
  func shows() async throws {
    let (stage, prd) = try await stage()
    let list = await stage.kb(["saved"])
    #expect(list.status == 0 && list.text.hasPrefix("acme/webapp\n  #\(prd)  "), "\(list.text)\(list.errorText)")
    let shown = await stage.kb(["saved", "#\(prd)"])
    #expect(shown.text.contains("half.txt | 1 +") && shown.text.contains("refs/krutrimbox/prd-\(prd)/saved/clean-"))
    let command = try #require(shown.text.split(separator: "\n").first { $0.contains("in your clone: git fetch ") })
    let words = command.drop { $0 != ":" }.dropFirst(2)
    try stage.run(["sh", "-c", String(words)])
    let ref = try stage.run(["git", "for-each-ref", "--format=%(refname)", "refs/krutrimbox"]).dropLast()
    #expect(try stage.run(["git", "show", "\(ref):half.txt"]) == "work\n", "\(shown.text)")

    let none = await stage.kb(["saved", "99"])
    #expect(none.status == 0 && none.text == "There is no saved work of #99.\n")
    let outside = await stage.kb(["saved"], in: stage.root)
    #expect(outside.text == list.text)
    let object = await stage.kb(["saved", "--json"])
    #expect(object.text.contains(#""prd":\#(prd)"#) && object.text.contains(#""subject":""#), "\(object.text)")
  }

  @Test("starts as many programs for 400 saved refs as for one")
  func many() throws {
    let effects = ScriptedEffects()
    let names = (1...400).map { "refs/krutrimbox/prd-7/saved/issue-3" + ($0 == 1 ? "" : "-\($0)") }
    effects.on("for-each-ref", give: .printed(names.joined(separator: "\n") + "\n"))
    let branch = PRDBranch(git: Git("/clone", effects: effects), prd: 7, base: "main")
    #expect(try branch.freeSavedRef("issue-3") == "refs/krutrimbox/prd-7/saved/issue-3-401")
    #expect(effects.commands.count == 1)
  }

  @Test(
    "takes nothing from a clone that is removed: a clone with saved work stays, one without goes and comes again",
    .stage)
  func clones() async throws {
    let (stage, _) = try await stage()
    let kept = await stage.kb(["clean", "--yes", "--clones"])
    #expect(kept.text.contains("acme/webapp  kept: PRDs are on their way, or work is saved in it"), "\(kept.text)")
    #expect(Files.isDirectory(stage.clone))
    for ref in try stage.git("for-each-ref", "--format=%(refname)", "refs/krutrimbox").split(separator: "\n") {
      try stage.git("update-ref", "-d", String(ref))
    }
    let listed = await stage.kb(["clean", "--yes"])
    #expect(
      listed.text.contains("not needed now: kb clean --clones") && Files.isDirectory(stage.clone), "\(listed.text)")
    let asked = await stage.kb(["clean", "--clones"])
    #expect(asked.text.contains("to be removed") && Files.isDirectory(stage.clone), "\(asked.text)\(asked.errorText)")
    let gone = await stage.kb(["clean", "--yes", "--clones"])
    #expect(gone.status == 0 && !Files.exists(stage.clone), "\(gone.text)\(gone.errorText)")
    let prd = try stage.repository.addPRD("Export")
    try stage.repository.addSubIssue(of: prd, "Print", body: "double: write a.txt a")
    let run = await stage.kbRun("--prd", "\(prd)")
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    // A delivered PRD leaves no ref.
    #expect(try stage.git("for-each-ref", "refs/krutrimbox/prd-\(prd)", "refs/sandboxes").isEmpty)
  }
}
