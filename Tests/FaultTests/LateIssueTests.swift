import TestSupport
import Testing

@Suite("An issue that is added after the delivery", .onOwnThread, .stage)
struct LateIssueTests {
  private let stage = FactoryStage.current

  @Test(
    "is reviewed before the PRD counts as delivered again, wherever the worker is killed",
    arguments: [
      "after-committed", "after-published", "close", "review", "after-reviewed", "deliver", "before-delivered",
      "after-delivered", "clean-up",
    ])
  func isReviewed(point: String) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a\ndouble: review say First look.")
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b\ndouble: review say Second look.")

    let run = await stage.kbRun(environment: ["KB_CRASH_AT": point])

    #expect(run.deaths > 0, "\(run)")
    // Some steps are come to, and killed at, by each worker. Then a plan says what is still to be done.
    if ["review", "deliver", "before-delivered"].contains(point) {
      #expect(run.deaths == 3)
      let plan = await stage.kb(["plan"])
      #expect(plan.text.contains("final review"), "\(plan.text)")
    }
    if run.deaths == 3 { #expect(await stage.kbRun().ending(of: prd) == "delivered") }
    #expect(stage.sessionCount == 4)
    #expect(try stage.ownComments(on: pull.number).only?.contains("Second look.") == true)
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 2)
    #expect(try stage.world.effects(.readyForReview).count == 1)
    // And once only.
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    #expect(stage.sessionCount == 4)
  }

  @Test(
    "gets a pull request of its own where the first one was merged early, wherever the worker is killed",
    arguments: ["after-committed", "after-published", "close"])
  func mergedEarly(point: String) async throws {
    let early = try await stage.mergeEarly()
    let prd = early.prd
    let branch = stage.branch(of: prd)

    let run = await stage.kbRun(environment: ["KB_CRASH_AT": point])

    #expect(run.deaths > 0, "\(run)")
    if run.deaths == 3 { #expect(await stage.kbRun().ending(of: prd) == "delivered") }
    let late = try #require(try stage.repository.pullRequest(ofBranch: branch))
    #expect(late.number != early.pullRequest && late.pull?.isDraft == false)
    #expect(try stage.messages(on: branch) == ["Check\n\nRefs #\(early.left)"])
    #expect(stage.sessionCount == 3)
    #expect(try stage.repository.pullRequests.count == 2)
    // And once only, also where that one is merged as well.
    try stage.repository.merge(late.number)
    try stage.repository.reopen(prd)
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    #expect(stage.sessionCount == 3)
    #expect(try stage.repository.pullRequests.count == 2)
  }
}
