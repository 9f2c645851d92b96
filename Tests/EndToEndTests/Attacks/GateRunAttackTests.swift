import Foundation
import TestSupport
import Testing

@Suite("Attack: work that must not leave the machine", .stage)
struct GateRunAttackTests {
  private let stage = FactoryStage.current

  /// As GitHub gives them out, and nobody's.
  static let key = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"

  @Test("a key in a file: the issue stops, nothing is pushed, and the key is shown nowhere")
  func key() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt a\ndouble: write config.txt token=\(Self.key)")

    let run = await stage.kbRun()

    #expect(run.code(of: prd) == "KB-R035", "\(run)")
    #expect(try stage.repository.hasBranch(stage.branch(of: prd)) == false)
    let comment = try #require(try stage.ownComments(on: issue).only)
    #expect(comment.contains("KB-R035") && comment.contains("config.txt:1 (GitHub)"))
    let texts = [comment, run.result.text, run.result.errorText, try stage.stateText()]
    #expect(texts.filter { $0.contains(Self.key) }.isEmpty)
  }

  @Test("what the operator's clone ignores, under another name, or one of its passwords", arguments: [true, false])
  func ignored(isWhole: Bool) async throws {
    try stage.write("home/webapp/.git/info/exclude", ".env\n")
    try stage.write("home/webapp/.env", "MODE=production\nDB_PASSWORD=s3cr3t-hunter-42\n")
    let prd = try stage.repository.addPRD("Import")
    let body =
      isWhole
      ? "double: run printf 'MODE=production\\nDB_PASSWORD=s3cr3t-hunter-42\\n' > notes.md"
      : "double: write notes.md the password is s3cr3t-hunter-42"
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: body)

    let run = await stage.kbRun()

    #expect(run.code(of: prd) == (isWhole ? "KB-R036" : "KB-R035"), "\(run)")
    #expect(try stage.repository.hasBranch(stage.branch(of: prd)) == false)
    let comment = try #require(try stage.ownComments(on: issue).only)
    #expect(comment.contains("notes.md") && !comment.contains("hunter-42"), "\(comment)")
  }

  @Test("a workflow of GitHub's, until the operator lets it through")
  func workflow() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write .github/workflows/ci.yml on: push")

    let refused = await stage.kbRun()
    #expect(refused.code(of: prd) == "KB-R009", "\(refused)")
    #expect(try stage.ownComments(on: issue).only?.contains(".github/workflows/ci.yml") == true)
    let run = await stage.kbRun("--allow-path", ".github/**")

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.text(of: ".github/workflows/ci.yml", on: stage.branch(of: prd)) == "on: push\n")
    let prompts = try stage.prompts()
    #expect(prompts[0].contains("`.github/**`") && !prompts[0].contains("all the same"))
    #expect(prompts[1].contains("You may change these all the same: `.github/**`."))
    #expect(prompts[1].contains("# What was refused"))
  }
}
