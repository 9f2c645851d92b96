import Foundation
import KBDomain
import TestSupport
import Testing

@Suite("The ready gate", .stage)
struct ReadyGateTests {
  private let stage = FactoryStage.current

  private func pull(of prd: Int) throws -> GitHubIssue {
    try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
  }

  @Test("delivers with a table of the criteria, whose evidence krutrimbox has looked for itself")
  func delivered() async throws {
    let prd = try stage.repository.addPRD("Import")
    let id = "#\(prd + 1)"
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: """
        ## Acceptance criteria
        - [ ] Rejects empty rows
        - [ ] Has a manual
        - [ ] Prints the count
        - [x] Logs nothing
        - [ ] Leaves /etc alone

        double: write src/a.txt first line\\nrejects empty rows
        double: review run rm -rf src && git add -A && git -c user.name=x -c user.email=x commit -qm x
        double: review met \(id).1 ./src/a.txt 7 rejects  empty rows
        double: review met \(id).2 src/a.txt 1 invented words
        double: review cannot-tell \(id).3 run it on a real file
        double: review met \(id).5 ../../etc/passwd 1 root:x:0:0:root
        double: review unmet #99.1 nothing of that
        double: review find blocker src/a.txt 1 it succeeds | cat src/a.txt
        double: review find minor src/a.txt 1 a word is misspelt
        double: review say Look at @bob's file.
        """)

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let pull = try pull(of: prd)
    #expect(pull.pull?.isDraft == false)
    let comment = try #require(try stage.ownComments(on: pull.number).only)
    let tip = try stage.run(["git", "--git-dir", stage.origin, "rev-parse", stage.branch(of: prd)])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(comment.contains("**Acceptance criteria: 4 to check by hand, 1 met**"), "\(comment)")
    #expect(
      comment.contains(
        "| `\(id).1` | Rejects empty rows | met | [`src/a.txt:2`](https://github.com/acme/webapp/blob/\(tip)/src/a.txt#L2) |"
      ))
    #expect(comment.contains("| `\(id).2` | Has a manual | check by hand | the review says that it is met, but"))
    #expect(comment.contains("run it on a real file") && comment.contains("the review says nothing of it"))
    #expect(!comment.contains("#99") && !comment.contains("nothing of that"))
    #expect(comment.contains("(`cat src/a.txt`: it succeeds)"))
    #expect(comment.contains("**minor**") && comment.contains("Nobody has checked"))
    #expect(stage.sessionCount == 2)
  }

  @Test("keeps a draft whose criteria are unmet, judges the same commit no second time, and gives way to a person")
  func notReady() async throws {
    try stage.configure(#"{"review": {"repairRounds": 0}}"#)
    let prd = try stage.repository.addPRD("Import")
    let id = "#\(prd + 1)"
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: """
        ## Acceptance criteria
        - Rejects empty rows
        - Has tests

        double: write a.txt a
        double: review unmet \(id).1 nothing rejects them
        double: review find blocker a.txt 1 the tree is gone | rm -rf * ../*; seq 1 100; exit 3
        double: review find blocker a.txt 1 it floods | yes
        double: review find blocker a.txt 1 it can't be run | no-such-program
        """)

    let first = await stage.kbRun()

    #expect(first.ending(of: prd) == "not-ready", "\(first)")
    #expect(first.status == 1)
    let pull = try pull(of: prd)
    #expect(pull.pull?.isDraft == true)
    let comment = try #require(try stage.ownComments(on: pull.number).only)
    #expect(comment.contains("stays a draft") && comment.contains("is unmet: Rejects empty rows"), "\(comment)")
    #expect(comment.contains("exit 3` and saw it fail") && comment.contains("(`yes`: it printed too much)"))
    #expect(comment.contains("it could not be run"))
    #expect(stage.sessionCount == 2)

    let second = await stage.kbRun()
    #expect(second.ending(of: prd) == "not-ready", "\(second)")
    #expect(stage.sessionCount == 2, "the same commit is not paid for twice")
    #expect(try stage.ownComments(on: pull.number).count == 1)

    try stage.repository.change(pull.number) { $0.pull?.isDraft = false }
    let third = await stage.kbRun()
    #expect(third.ending(of: prd) == "delivered", "\(third)")
    #expect(stage.sessionCount == 2)
  }

  @Test(
    "keeps a draft where no answer is in the form that was asked for, and posts what was said",
    arguments: ["codex", "claude"])
  func prose(agent: String) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: "double: write a.txt a\ndouble: review once 1 half\ndouble: review prose All criteria are met. Ship it.")

    let run = await stage.kbRun("--agent", agent)

    #expect(run.ending(of: prd) == "not-ready", "\(run)")
    let pull = try pull(of: prd)
    #expect(pull.pull?.isDraft == true)
    let comment = try #require(try stage.ownComments(on: pull.number).only)
    #expect(comment.contains("Ship it.") && comment.contains("not in the form"), "\(comment)")
    #expect(stage.sessionCount == 3)
  }
}
