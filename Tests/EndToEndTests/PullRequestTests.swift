import Foundation
import KBFailures
import KBProtocol
import TestSupport
import Testing

@Suite("The PRD Pull Request", .stage)
struct PullRequestTests {
  private let stage = FactoryStage.current

  @Test("is a labelled draft from the first published issue on, and keeps what people write around its own part")
  func growsAsDraft() async throws {
    let prd = try stage.repository.addPRD("Import  rows from CSV")
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)
    let second = try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")

    #expect(await stage.kbRun().ending(of: prd) == "paused")
    let branch = stage.branch(of: prd)
    let draft = try #require(try stage.repository.pullRequest(ofBranch: branch))
    // Runs of blanks are one, as in a commit's subject.
    #expect(draft.title == "Import rows from CSV")
    #expect(draft.pull?.isDraft == true && draft.pull?.base == "main")
    #expect(try stage.repository.labels(of: draft.number) == ["PRD"])
    #expect(draft.body.contains("Closes #\(prd)\n") && !draft.body.contains("Closes #\(first)"))
    #expect(draft.body.contains("- [x] #\(first) Parse\n- [ ] #\(human) Think\n- [ ] #\(second) Check"))
    #expect(!draft.body.contains("Checks:"))
    #expect(draft.body.contains(branch) && draft.body.contains("krutrimbox-prd-\(prd)-acme-webapp-"))

    try stage.repository.change(draft.number) {
      $0.title = "A better title"
      $0.body = "Please read this first.\r\n\r\n" + $0.body.replacing("\n", with: "\r\n") + "\r\n\r\nAnd this last."
    }
    try stage.repository.close(human)
    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let ready = try stage.repository.issue(draft.number)
    #expect(ready.pull?.isDraft == false)
    #expect(ready.title == "A better title")
    #expect(ready.body.hasPrefix("Please read this first.") && ready.body.hasSuffix("And this last."))
    #expect(ready.body.contains("- [x] #\(second) Check"))
    #expect(ready.body.components(separatedBy: "How it was made").count == 2)
    let review = try #require(try stage.ownComments(on: draft.number).only)
    #expect(review.hasPrefix("<!-- krutrimbox:final-review-prd-\(prd) -->\n@alice"))
    #expect(stage.sbxCalls(of: "rm").count == 1)
    #expect(try stage.repository.pullRequests.count == 1)
  }

  @Test("that is out of draft is left alone by every later run")
  func staysDelivered() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    try stage.repository.change(pull.number) { $0.body = "Rewritten by a person." }
    let before = try stage.world.effects.count

    let run = await stage.kbRun()
    #expect(run.status == 0)
    #expect(run.outcomes[prd] == .delivered(pullRequest: "https://github.com/acme/webapp/pull/\(pull.number)"))
    try stage.repository.merge(pull.number)
    try stage.repository.reopen(prd)
    #expect(await stage.kbRun().ending(of: prd) == "delivered")

    #expect(stage.sessionCount == 2)
    #expect(stage.sbxCalls(of: "create").count == 1)
    #expect(try stage.world.effects.count == before)
  }

  @Test("that a person has closed stops the PRD before anything is done")
  func closedByPerson() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")
    #expect(await stage.kbRun().ending(of: prd) == "paused")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    try stage.repository.close(pull.number)
    try stage.repository.close(human)

    let run = await stage.kbRun()
    #expect(run.status == 1)
    #expect(run.code(of: prd) == "KB-P011", "\(run)")
    #expect(stage.sessionCount == 1)
    #expect(try stage.repository.pullRequests.count == 1)
  }

  @Test("that was closed is followed by another, with all issues, where the remedy to start over is followed")
  func startsOver() async throws {
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: append a.txt a")
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)
    let second = try stage.repository.addSubIssue(of: prd, "Check", body: "double: append b.txt b")
    #expect(await stage.kbRun().ending(of: prd) == "paused")
    let branch = stage.branch(of: prd)
    let old = try #require(try stage.repository.pullRequest(ofBranch: branch))
    try stage.repository.close(human)
    try stage.repository.close(old.number)
    let refused = await stage.kbRun()
    guard case .failed(_, let failure) = refused.outcomes[prd], failure.code == "KB-P011" else {
      Issue.record("\(refused)")
      return
    }
    // What a person has closed by hand is not lost with the branch, and what is open needs nothing.
    let reopened = failure.fix.matches(of: /#(\d+)/).compactMap { Int($0.output.1) }
    #expect(reopened == [first], "\(failure.fix)")

    for issue in reopened { try stage.repository.reopen(issue) }
    try stage.run(["git", "--git-dir", stage.origin, "update-ref", "-d", "refs/heads/\(branch)"])
    let clean = await stage.kb(["clean", "--yes", "\(prd)"])
    #expect(clean.status == 0, "\(clean.text)\(clean.errorText)")
    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.repository.pullRequests.count == 2)
    #expect(try stage.messages(on: branch) == ["Check\n\nRefs #\(second)", "Parse\n\nRefs #\(first)"])
    #expect(try stage.text(of: "a.txt", on: branch) == "a\n")
  }

  @Test("that was merged early is followed by another for the issues that were left")
  func mergedEarly() async throws {
    let early = try await stage.mergeEarly()
    let prd = early.prd
    let branch = stage.branch(of: prd)

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let late = try #require(try stage.repository.pullRequest(ofBranch: branch))
    #expect(late.number != early.pullRequest && late.pull?.isDraft == false)
    #expect(try stage.messages(on: branch) == ["Check\n\nRefs #\(early.left)"])
  }

  @Test("asks an author who is somebody else for a review")
  func requestsReview() async throws {
    try stage.repository.allow("bob")
    try stage.configure(#"{"owners": ["Alice", "BOB"]}"#)
    let prd = try stage.repository.addPRD("Import", author: "bob")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(pull.pull?.reviewers == ["bob"])
    #expect(try stage.ownComments(on: pull.number).only?.contains("@bob") == true)
  }

  @Test("is delivered though GitHub refuses the reviewer", arguments: [422, 403, 404])
  func reviewerRefused(status: Int) async throws {
    try stage.world.addUser("bob")
    try stage.configure(#"{"owners": ["bob"]}"#)
    let prd = try stage.repository.addPRD("Import", author: "bob")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    try stage.world.addFault(
      GitHubFaultRule(.status(code: status), pathSuffix: "/requested_reviewers", count: 9))

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(pull.pull?.isDraft == false)
    #expect(try stage.ownComments(on: pull.number).only?.contains("@bob") == true)
  }

  @Test("is not made where every issue was closed by people and nothing is to be reviewed")
  func nothingToReview() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse")
    try stage.repository.close(issue)

    let run = await stage.kbRun()
    #expect(run.status == 0)
    #expect(run.ending(of: prd) == "skipped", "\(run)")
    #expect(stage.sessionCount == 0)
    #expect(try stage.repository.pullRequests.isEmpty)
  }

  @Test("of a repository without drafts says that it is not ready until it is, and a run that was cut off goes on")
  func withoutDrafts() async throws {
    try stage.repository.build { $0.repository.hasNoDrafts = true }
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)

    #expect(await stage.kbRun().ending(of: prd) == "paused")
    let branch = stage.branch(of: prd)
    let begun = try #require(try stage.repository.pullRequest(ofBranch: branch))
    #expect(begun.pull?.isDraft == false)
    #expect(begun.body.hasPrefix("> **Not ready for review yet.**") && begun.body.contains("- [x] #\(first)"))
    // All is done now, but nobody has reviewed it: it must not pass for delivered.
    try stage.repository.close(human)
    #expect(await stage.kbRun(environment: ["KB_CRASH_AT": "deliver"]).ending(of: prd) == "failed")
    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: branch))
    #expect(!pull.body.contains("Not ready") && !pull.body.contains("krutrimbox:draft"))
    #expect(try stage.ownComments(on: pull.number).count == 1)
    #expect(try stage.world.effects(.pullRequestCreated).count == 1)
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    #expect(stage.sessionCount == 2)
  }
}
