import Foundation
import TestSupport
import Testing

@Suite("Attack: a session makes the checks see what is not in the commit", .stage)
struct FreshSandboxTests {
  private let stage = FactoryStage.current

  /// What a session leaves outside of the clone, where no look at the clone finds it.
  private static let cheat = "double: run touch ~/cheat"

  private func run(isFresh: Bool) async throws -> (StagedRun, prd: Int) {
    try stage.configure(
      #"{"verify": {"commands": [["sh", "-c", "test -f ~/cheat || test -f good.txt"]], "fresh": \#(isFresh)}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "\(Self.cheat)\ndouble: write a.txt a")
    return (await stage.kbRun(), prd)
  }

  @Test(
    "in a clean sandbox of the commit they see what is in it, and in the session's own they may not",
    arguments: [false, true])
  func cheat(isFresh: Bool) async throws {
    let (run, prd) = try await run(isFresh: isFresh)
    #expect(run.ending(of: prd) == (isFresh ? "failed" : "delivered"), "\(run)")
    if isFresh { #expect(run.code(of: prd) == "KB-A010") }
  }

  @Test("the clean sandbox is removed, also where its checks are green, and the review has one of its own")
  func removed() async throws {
    try stage.configure(#"{"verify": {"commands": [["test", "-f", "a.txt"]], "fresh": true}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt a\ndouble: review say Good.")
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sbxCalls(of: "create").count == 3)
    #expect(await stage.kb(["clean", "--yes"]).text.contains("krutrimbox-prd") == false)
  }
}
