import TestSupport
import Testing

@Suite("A run on GitHub and sbx, played by doubles", .stage)
struct StraightLineTests {
  private let stage = FactoryStage.current

  @Test("a PRD of two AFK issues ends as a reviewed pull request")
  func delivers() async throws {
    let prd = try stage.repository.addPRD("Import rows from CSV")
    let first = try stage.repository.addSubIssue(of: prd, "Parse rows", body: "double: write parse.txt rows")
    let second = try stage.repository.addSubIssue(of: prd, "Validate rows", body: "double: write valid.txt yes")

    let result = await stage.kb(["run"])

    #expect(result.status == 0, "\(result.text)\(result.errorText)")
    #expect(
      try stage.messages(on: "krutrimbox/prd-\(prd)") == [
        "Validate rows\n\nRefs #\(second)", "Parse rows\n\nRefs #\(first)",
      ])
    let pull = try #require(try stage.repository.pullRequest(ofBranch: "krutrimbox/prd-\(prd)"))
    #expect(pull.pull?.isDraft == false)
    #expect(stage.sessionCount == 3)
  }
}
