import Foundation
import TestSupport
import Testing

@Suite("An agent session that does not succeed", .stage)
struct AgentFailureTests {
  private let stage = FactoryStage.current

  /// What the agent does instead of its work.
  enum Way: String, CaseIterable {
    case exits = "double: exit 3"
    case fails = "double: fail the build tool is broken"
    case crashes = "double: crash"
    case crashesAfterWork = "double: write half.txt done\ndouble: crash"
    case refuses = "double: refuse"
    case changesNothing = "double: say Nothing is left to do."
    case babbles = "double: garbage"

    var code: String {
      switch self {
      case .fails: "KB-A003"
      case .exits, .crashes, .crashesAfterWork: "KB-A015"
      case .refuses, .changesNothing, .babbles: "KB-A009"
      }
    }
  }

  @Test("is told in a comment with its code, keeps its sandbox, and holds up no other PRD")
  func isTold() async throws {
    let places = try Way.allCases.map { way in
      let prd = try stage.repository.addPRD("A PRD whose agent \(way)")
      return (way: way, prd: prd, issue: try stage.repository.addSubIssue(of: prd, "Build", body: way.rawValue))
    }
    let good = try stage.repository.addPRD("A PRD whose agent works")
    try stage.repository.addSubIssue(of: good, "Build", body: "double: garbage\ndouble: write good.txt yes")

    let run = await stage.kbRun("--parallel", "2")

    #expect(run.status == 1)
    #expect(run.ending(of: good) == "delivered", "\(run)")
    let sandboxes = try FileManager.default.contentsOfDirectory(atPath: stage.sbxState + "/sandboxes")
    let logs = try FileManager.default.subpathsOfDirectory(atPath: stage.state)
    for (way, prd, issue) in places {
      #expect(run.code(of: prd) == way.code, "\(way)")
      #expect(run.ending(of: prd) == (way.code == "KB-A009" ? "unchanged" : "failed"), "\(way)")
      let comment = try #require(try stage.repository.comments(issue).only, "\(way)")
      #expect(comment.body.hasPrefix("<!-- krutrimbox:afk-error-issue-\(issue) -->"), "\(way)")
      #expect(comment.body.contains(way.code) && comment.body.contains("kb logs \(prd)"), "\(way)")
      #expect(try stage.repository.hasBranch(stage.branch(of: prd)) == false, "\(way)")
      #expect(sandboxes.contains { $0.hasPrefix("krutrimbox-prd-\(prd)-") && !$0.hasSuffix(".lock") }, "\(way)")
      #expect(logs.contains { $0.hasSuffix("/prd-\(prd).log") }, "\(way)")
    }
    #expect(try stage.world.effects(.issueClosed).count == 1)
  }

  @Test("is one where a background task was stopped, whatever the last word is")
  func lastWord() async throws {
    let cut = try stage.repository.addPRD("Cut off")
    try stage.repository.addSubIssue(of: cut, "Build", body: "double: write half.txt done\ndouble: task-stopped")
    let run = await stage.kbRun("--agent", "claude")
    #expect(run.code(of: cut) == "KB-A015", "\(run)")
    #expect(try stage.repository.hasBranch(stage.branch(of: cut)) == false)
    #expect(stage.sessionCount == 1)
  }

  @Test("is followed by a fresh session in the next run, which updates no comment where it succeeds")
  func startsAfresh() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: say I would rather not.")

    #expect(await stage.kbRun().ending(of: prd) == "unchanged")
    #expect(await stage.kbRun().ending(of: prd) == "unchanged")
    #expect(stage.sessionCount == 2)
    #expect(try stage.repository.comments(issue).count == 1)
    try stage.repository.change(issue) { $0.body = "double: write parse.txt rows" }
    let last = await stage.kbRun()

    #expect(last.ending(of: prd) == "delivered", "\(last)")
    #expect(stage.sessionCount == 4)
    #expect(stage.sbxCalls(of: "create").count == 1)
    #expect(try stage.messages(on: stage.branch(of: prd)) == ["Parse\n\nRefs #\(issue)"])
  }

  @Test("is tried again within the run where that is configured, on what the failed one has left")
  func isTriedAgain() async throws {
    try stage.configure(#"{"limits": {"attempts": 3}}"#)
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: append tries.txt try\ndouble: once 2 exit 4\ndouble: write parse.txt rows")

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 4)
    let branch = stage.branch(of: prd)
    #expect(try stage.text(of: "tries.txt", on: branch) == "try\ntry\ntry\n")
    #expect(try stage.ownComments(on: issue).isEmpty)
    let prompts = try stage.prompts()
    #expect(!prompts[0].contains("# Unfinished work"))
    for prompt in prompts[1...2] { #expect(prompt.contains("# Unfinished work") && prompt.contains("A tries.txt")) }
    #expect(!prompts[3].contains("# Unfinished work"))
  }
}
