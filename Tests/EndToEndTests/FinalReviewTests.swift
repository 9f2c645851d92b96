import KBDomain
import TestSupport
import Testing

@Suite("The final review", .stage)
struct FinalReviewTests {
  private let stage = FactoryStage.current

  @Test("changes nothing that is published, even where its agent writes files and commits")
  func changesNothing() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: """
        double: write a.txt a
        double: review write a.txt better
        double: review commit A better way
        double: review say **a.txt:1** could be better.
        """)

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let branch = stage.branch(of: prd)
    #expect(try stage.messages(on: branch) == ["Parse\n\nRefs #\(issue)"])
    #expect(try stage.text(of: "a.txt", on: branch) == "a\n")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: branch))
    #expect(try stage.ownComments(on: pull.number).only?.contains("**a.txt:1** could be better.") == true)
  }

  @Test("that fails leaves a draft, and the next run reviews without doing an issue again")
  func failsAndIsRepeated() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt a\ndouble: review exit 5")

    let first = await stage.kbRun()
    #expect(first.status == 1)
    #expect(first.code(of: prd) == "KB-A015", "\(first)")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(pull.pull?.isDraft == true)
    let told = try #require(try stage.ownComments(on: pull.number).only)
    #expect(told.hasPrefix(CommentMarker.finalReview(prd: prd).text) && told.contains("KB-A015"), "\(told)")

    try stage.repository.change(issue) { $0.body = "double: review say All is well." }
    let second = await stage.kbRun()
    let review = try #require(try stage.ownComments(on: pull.number).only)
    #expect(review.contains("All is well.") && !review.contains("KB-A015"))
    #expect(second.ending(of: prd) == "delivered", "\(second)")
    #expect(stage.sessionCount == 3)
    #expect(try stage.repository.issue(pull.number).pull?.isDraft == false)
  }

  @Test("that says nothing is a failure of its own")
  func saysNothing() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a\ndouble: review prose \\n")

    let run = await stage.kbRun()
    #expect(run.code(of: prd) == "KB-A011", "\(run)")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(try stage.ownComments(on: pull.number).only?.contains("KB-A011") == true)
  }

  @Test("that fails is tried again as often as an issue's session")
  func attempts() async throws {
    try stage.configure(#"{"limits": {"attempts": 3}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: "double: write a.txt a\ndouble: review once 2 exit 5\ndouble: review say Good.")
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 4)
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(try stage.ownComments(on: pull.number).only?.contains("Good.") == true)
  }

  @Test("waits for what people add to the plan, or push, while it is made")
  func planGrows() async throws {
    let prd = try stage.repository.addPRD("Import")
    let waiting = stage.waitingScript.replacing("double: ", with: "double: review ")
    let first = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt a\n\(waiting)\ndouble: review say First look.")
    let (repository, branch) = (stage.repository, stage.branch(of: prd))

    let run = try await stage.kbRun {
      try repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b\ndouble: review say Second look.")
      try repository.git.commit(on: branch, file: "person.txt", text: "hello\n", message: "By hand")
    }

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 4)
    #expect(
      try stage.messages(on: branch) == ["Check\n\nRefs #\(first + 2)", "By hand", "Parse\n\nRefs #\(first)"])
    let pull = try #require(try repository.pullRequest(ofBranch: branch))
    #expect(try stage.ownComments(on: pull.number).only?.contains("Second look.") == true)
  }

  @Test("is paid for three times at most where somebody pushes during each, and says which commit it is of")
  func branchKeepsMoving() async throws {
    let prd = try stage.repository.addPRD("Import")
    let branch = stage.branch(of: prd)
    let bot = "git --git-dir \(stage.origin) -c user.name=bot -c user.email=bot@example.com"
    let push = "\(bot) update-ref refs/heads/\(branch) $(\(bot) commit-tree \(branch)^{tree} -p \(branch) -m Update)"
    // The local sandbox, where the agent can play the bot.
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt a\ndouble: review once 6 run \(push)\ndouble: review say Good.")

    let run = await stage.kbRun("--sandbox", "local")

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 4)
    let commits = try stage.run(["git", "--git-dir", stage.origin, "rev-list", "main..\(branch)"])
      .split(separator: "\n")
    #expect(commits.count == 4)
    let pull = try #require(try stage.repository.pullRequest(ofBranch: branch))
    #expect(pull.pull?.isDraft == false)
    let review = try #require(try stage.ownComments(on: pull.number).only)
    #expect(review.contains("Good.") && review.contains(commits[1].prefix(12)), "\(review)")
  }

  @Test("is made again, and its one comment updated, when people add an issue after the delivery")
  func isUpdated() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a\ndouble: review say First look.")
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    let comment = try #require(try stage.repository.comments(pull.number).only)
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b\ndouble: review say Second look.")

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 4)
    let updated = try #require(try stage.repository.comments(pull.number).only)
    #expect(updated.id == comment.id && updated.body.contains("Second look."))
    #expect(try stage.repository.issue(pull.number).body.contains("Check"))
    #expect(try stage.repository.pullRequests.count == 1)
  }
}
