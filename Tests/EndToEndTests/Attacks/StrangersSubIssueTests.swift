import Foundation
import TestSupport
import Testing

@Suite("Attack: a stranger's sub-issue", .stage)
struct StrangersSubIssueTests {
  private let stage = FactoryStage.current

  private func blocked(_ stage: FactoryStage, _ prd: Int, by reason: String) async throws {
    let plan = await stage.kb(["plan"])
    #expect(plan.text.contains(reason) && plan.text.contains("KB-P015"), "\(plan.text)")
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "blocked", "\(run)")
    #expect(stage.sessionCount == 0)
  }

  @Test("waits for an owner's word, told once, and an owner's label lets it go on")
  func written() async throws {
    try stage.world.addUser("mallory")
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write parse.txt yes", author: "mallory")
    for _ in 1...2 { try await blocked(stage, prd, by: "mallory, who is no owner, wrote it") }
    let comment = try #require(try stage.ownComments(on: issue).only)
    #expect(comment.contains("an owner's word") && comment.contains("ready-for-agent"))

    try await Task.sleep(for: .seconds(1))
    try stage.repository.build { try $0.label(issue, "ready-for-agent", by: "alice") }
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
  }

  @Test("that was changed after an owner had asked for it waits again", arguments: [true, false])
  func changed(isTitle: Bool) async throws {
    try stage.world.addUser("mallory")
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    try await Task.sleep(for: .seconds(1))
    try stage.repository.build {
      try $0.edit(
        issue, title: isTitle ? "Evil" : nil, body: isTitle ? nil : "double: write evil.txt yes", by: "mallory")
    }
    try await blocked(stage, prd, by: "mallory, who is no owner, changed it")
  }
}
