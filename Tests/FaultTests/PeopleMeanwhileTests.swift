import Foundation
import TestSupport
import Testing

@Suite("What people do while a worker is dead", .onOwnThread, .stage)
struct PeopleMeanwhileTests {
  private let stage = FactoryStage.current

  enum Act: String, CaseIterable {
    case closePullRequest, mergePullRequest, removeLabel, closePRD, closeIssue, push
  }

  @Test("counts: what they did stays, what is paid is used or kept", arguments: Act.allCases)
  func meanwhile(_ act: Act) async throws {
    let prd = try stage.repository.addPRD("Import")
    let branch = stage.branch(of: prd)
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    let human = try stage.repository.addSubIssue(of: prd, "Look", kind: .hitl)
    let second = try stage.repository.addSubIssue(of: prd, "Check", body: "double: write check.txt yes")
    #expect(await stage.kbRun().ending(of: prd) == "paused")
    try stage.repository.close(human)
    let killed = await stage.kbRun(
      environment: CrashPlan.quick.merging(["KB_CRASH_AT": "before-committed"]) { $1 })
    #expect(killed.deaths == 3 && killed.ending(of: prd) == "failed", "\(killed)")
    #expect(stage.sessionCount == 2)
    let pull = try #require(try stage.repository.pullRequest(ofBranch: branch)?.number)
    let effects = try stage.world.effects.count

    switch act {
    case .closePullRequest: try stage.repository.close(pull)
    case .mergePullRequest: try stage.repository.merge(pull)
    case .removeLabel: try stage.repository.build { try $0.setLabels(prd, ["PRD"]) }
    case .closePRD: try stage.repository.close(prd)
    case .closeIssue: try stage.repository.close(second)
    case .push:
      try stage.repository.git.commit(on: branch, file: "person.txt", text: "mine\n", message: "By hand")
    }
    let run = await stage.kbRun("--prd", "\(prd)")

    let messages = try stage.run(["git", "--git-dir", stage.origin, "log", "--format=%s", branch])
      .split(separator: "\n").map(String.init)
    switch act {
    case .closePullRequest:
      #expect(run.code() == "KB-P011", "\(run)")
      #expect(try stage.world.effects.count == effects)
      #expect(!messages.contains("Check"))
    case .removeLabel, .closePRD:
      #expect(run.status != 0 || run.ending(of: prd) == "skipped", "\(run)")
      #expect(try stage.world.effects.count == effects)
      #expect(!messages.contains("Check"))
    case .mergePullRequest:
      // Its merge closed the PRD: nothing more is due.
      #expect(run.status != 0 || ["skipped", "delivered"].contains(run.ending(of: prd)), "\(run)")
    case .closeIssue:
      #expect(run.ending(of: prd) == "delivered", "\(run)")
      #expect(!messages.contains("Check"))
      #expect(stage.sessionCount == 3)
    case .push:
      #expect(run.ending(of: prd) == "delivered", "\(run)")
      #expect(Array(messages.prefix(3)) == ["Check", "By hand", "Parse"])
      #expect(try stage.text(of: "person.txt", on: branch) == "mine\n")
      #expect(stage.sessionCount == 3)
    }
    #expect(messages.filter { $0 == "Parse" }.count == 1)
    #expect(try stage.repository.issue(first).isClosed)
    #expect(try stage.leftovers() == [])
    // The paid work is still there.
    let refs = try stage.git("for-each-ref", "--format=%(refname)", "refs/krutrimbox/prd-\(prd)").split(separator: "\n")
    let holding = try refs.filter { try stage.git("ls-tree", "--name-only", String($0)).contains("check.txt") }
    #expect(!holding.isEmpty || messages.contains("Check"), "\(refs)")
  }
}
