import Foundation
import TestSupport
import Testing

@Suite("The repository's own settings", .stage)
struct ProjectSettingsTests {
  private let stage = FactoryStage.current

  @Test("keep protected paths from being changed: nothing is published and the issue is told")
  func protectedPaths() async throws {
    try stage.configure(#"{"protectedPaths": ["ci/**", "*.lock"]}"#)
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write ci/build/steps.yml echo\ndouble: write a.txt a")

    let run = await stage.kbRun()

    #expect(run.status == 1)
    #expect(run.code(of: prd) == "KB-R009", "\(run)")
    #expect(try stage.repository.hasBranch(stage.branch(of: prd)) == false)
    let comment = try #require(try stage.ownComments(on: issue).only)
    #expect(comment.contains("KB-R009") && comment.contains("ci/build/steps.yml"))
  }

  @Test("tell every session which paths are protected, so that the next one can undo what the last one did")
  func protectedPathsUndone() async throws {
    try stage.configure(#"{"protectedPaths": ["ci/**"]}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: "double: once 1 write ci/steps.yml echo\ndouble: run test ! -f a.txt || rm -r ci\ndouble: write a.txt a")

    #expect(await stage.kbRun().code(of: prd) == "KB-R009")
    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let prompts = try stage.prompts().filter { !$0.hasPrefix("# Final review") }
    #expect(prompts.count == 2)
    #expect(prompts.allSatisfy { $0.contains("# Protected files") && $0.contains("- `ci/**`") })
  }

  @Test("run hooks once, in order, in a sandbox that was just created")
  func hooks() async throws {
    try stage.configure(
      #"{"hooks": {"sandboxCreated": [["sh", "-c", "echo one >> ~/hooks"], ["sh", "-c", "echo two >> ~/hooks"]]}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: run cp ~/hooks first.txt")
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: run cp ~/hooks second.txt")

    #expect(await stage.kbRun().ending(of: prd) == "paused")
    try stage.repository.close(human)
    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    for file in ["first.txt", "second.txt"] {
      #expect(try stage.text(of: file, on: stage.branch(of: prd)) == "one\ntwo\n")
    }
  }

  @Test("stop a PRD whose hook fails before an agent is paid, and leave no half-made sandbox")
  func failingHook() async throws {
    try stage.configure(#"{"hooks": {"sandboxCreated": [["sh", "-c", "echo no network >&2; exit 7"]]}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse")

    let run = await stage.kbRun()

    #expect(run.status == 1)
    #expect(run.code(of: prd) == "KB-S009", "\(run)")
    #expect(stage.sessionCount == 0)
    // No half-made sandbox is left, and each try is made in a new one.
    #expect(stage.sbxCalls(of: "rm").count == stage.sbxCalls(of: "create").count)
  }

  @Test("add to the prompts, whose current issue stands last and whose later issues are titles only")
  func prompts() async throws {
    try stage.write("home/webapp/.krutrimbox/afk.md", "Use tabs, {{always}}.")
    try stage.write("home/webapp/.krutrimbox/review.md", "Look at the tabs.")
    try stage.configure(#"{"prompts": {"afkIssue": "afk.md", "finalReview": "review.md"}}"#)
    let prd = try stage.repository.addPRD("Import", body: "PLAN-BODY")
    try stage.repository.addSubIssue(of: prd, "Title one", body: "BODY-ONE\ndouble: write a.txt a")
    try stage.repository.addSubIssue(of: prd, "Title two", body: "BODY-TWO\ndouble: write b.txt b")
    try stage.repository.addSubIssue(of: prd, "Title three", body: "BODY-THREE\ndouble: write c.txt c")

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let prompts = try stage.prompts()
    try #require(prompts.count == 4)
    func place(_ text: String) -> String.Index? { prompts[1].range(of: text)?.lowerBound }
    let order = try ["Use tabs, {{always}}.", "PLAN-BODY", "Title one", "Title three", "BODY-TWO"]
      .map { try #require(place($0), "\($0)") }
    #expect(order == order.sorted())
    #expect(place("BODY-ONE") == nil && place("BODY-THREE") == nil && place("Look at the tabs.") == nil)
    #expect(prompts[1].contains("Title one (done)"))
    #expect(prompts[3].hasPrefix("# Final review"))
    #expect(prompts[3].contains("Look at the tabs.") && prompts[3].contains("BODY-ONE"))
  }

  @Test("bring their own texts for commit, pull request and comments")
  func templates() async throws {
    let texts = [
      "commitMessage": "feat: {{issueTitle}} (PRD {{prd}})\n\nBy {{agent}}.",
      "pullRequestBody": "{{closingKeywords}}\nOur checklist:\n{{checklist}}",
      "hitlPauseComment": "Hey {{mention}}, look at {{issueTitle}}.",
      "finalReviewComment": "Our review:\n{{review}}",
    ]
    for (name, text) in texts { try stage.write("home/webapp/.krutrimbox/\(name).md", text) }
    let entries = texts.keys.map { "\"\($0)\": \"\($0).md\"" }.joined(separator: ", ")
    try stage.configure("{\"templates\": {\(entries)}}")
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)

    #expect(await stage.kbRun().ending(of: prd) == "paused")
    try stage.repository.close(human)
    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let branch = stage.branch(of: prd)
    #expect(try stage.messages(on: branch) == ["feat: Parse (PRD \(prd))\n\nBy codex.\n\nRefs #\(issue)"])
    let pull = try #require(try stage.repository.pullRequest(ofBranch: branch))
    #expect(pull.body.contains("Closes #\(prd)\nOur checklist:\n- [x] #\(issue) Parse"))
    #expect(try stage.ownComments(on: prd).only?.hasSuffix("\nHey @alice, look at Think.") == true)
    #expect(try stage.ownComments(on: pull.number).only?.contains("\nOur review:\n") == true)
  }

  @Test("close with an early merge of the draft only what is done")
  func earlyMerge() async throws {
    try stage.configure(#"{"closeIssues": "on-merge"}"#)
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)
    #expect(await stage.kbRun().ending(of: prd) == "paused")

    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    try stage.repository.merge(pull.number)
    #expect(try stage.repository.issue(first).isClosed)
    #expect(try stage.repository.issue(human).isClosed == false)
  }

  @Test("leave issues open until the merge where they say so, and the next run knows what is done")
  func closeOnMerge() async throws {
    try stage.configure(#"{"closeIssues": "on-merge"}"#)
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)
    let second = try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")

    #expect(await stage.kbRun().ending(of: prd) == "paused")
    #expect(try stage.repository.issue(first).isClosed == false)
    try stage.repository.close(human)
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 3)
    #expect(try stage.world.effects(.issueClosed).isEmpty)

    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    try stage.repository.merge(pull.number)
    for number in [prd, first, second] { #expect(try stage.repository.issue(number).isClosed, "#\(number)") }
  }
}
