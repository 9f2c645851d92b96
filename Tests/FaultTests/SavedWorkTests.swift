import Foundation
import KBProtocol
import TestSupport
import Testing

@Suite("Work that is in a sandbox alone", .onOwnThread, .stage)
struct SavedWorkTests {
  private let stage = FactoryStage.current

  /// A PRD whose first issue has left something in the sandbox and is not wanted any more.
  private func failedPRD(leaving script: String) async throws -> Int {
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "\(script)\ndouble: fail no")
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write check.txt yes")
    #expect(await stage.kbRun().ending(of: prd) == "failed")
    try stage.repository.close(first)
    return prd
  }

  private func saved(_ prd: Int) throws -> [String] {
    try stage.git("for-each-ref", "--format=%(refname)", "refs/krutrimbox/prd-\(prd)/saved")
      .split(separator: "\n").map(String.init)
  }

  private func hasSandbox() throws -> Bool {
    try stage.run(["sbx", "ls"]).contains("krutrimbox-prd-")
  }

  private func notes(of run: StagedRun) -> [String] {
    run.events.compactMap { if case .note(let text, _) = $0.event { text } else { nil } }
  }

  @Test("is brought by the next run where it could not be fetched, and the sandbox is removed after it")
  func failedFetch() async throws {
    let prd = try await failedPRD(leaving: "double: write half.txt work")
    // A ref of this very name is in the way of every ref below it.
    let blocker = "refs/krutrimbox/prd-\(prd)/saved"
    try stage.git("update-ref", blocker, "HEAD")
    let blocked = await stage.kbRun()
    #expect(blocked.code(of: prd) == "KB-S007", "\(blocked)")
    #expect(try hasSandbox())
    try stage.git("update-ref", "-d", blocker)

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let ref = try #require(try saved(prd).only)
    #expect(try stage.git("show", "\(ref):half.txt") == "work\n")
    #expect(try !hasSandbox())
  }

  @Test("stays there where it is a repository inside, and a note tells how to look at it")
  func nested() async throws {
    let prd = try await failedPRD(leaving: "double: run git init -q inner && touch inner/file")
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try hasSandbox())
    #expect(notes(of: run).contains { $0.contains(".git/krutrimbox/saved") && $0.contains("sbx exec") }, "\(run)")
  }

  @Test("is not looked for where an earlier worker has removed the sandbox", arguments: ["sbx", "local"])
  func gone(sandbox: String) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    let run = await stage.kbRun("--sandbox", sandbox, environment: ["KB_CRASH_AT": "before-ended"])
    #expect(run.deaths == 3, "\(run)")
    let again = await stage.kbRun("--sandbox", sandbox)
    #expect(again.ending(of: prd) == "delivered", "\(again)")
    #expect(notes(of: run).allSatisfy { !$0.contains("not removed") && !$0.contains("kb saved") })
    #expect(notes(of: again).isEmpty)
  }

  @Test(
    "is brought before the sandbox of a PRD is removed that a person has finished, and stays where sbx can't look inside",
    arguments: [nil, "daemon-down:exec,ls-empty:ls"])
  func finishedByPerson(faults: String?) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    let human = try stage.repository.addSubIssue(of: prd, "Look", kind: .hitl)
    let second = try stage.repository.addSubIssue(of: prd, "Check", body: "double: write check.txt yes")
    #expect(await stage.kbRun().ending(of: prd) == "paused")
    try stage.repository.close(human)
    let killed = await stage.kbRun(environment: ["KB_CRASH_AT": "before-sessionSucceeded"])
    #expect(killed.deaths == 3, "\(killed)")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd))?.number)
    try stage.repository.close(second)
    try stage.repository.merge(pull)
    try stage.repository.reopen(prd)

    let run = await stage.kbRun(environment: faults.map { ["KB_DOUBLE_SBX_FAULTS": $0] } ?? [:])
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    if faults != nil {
      #expect(try hasSandbox())
      #expect(notes(of: run).contains { $0.contains("kb clean \(prd) tries again") }, "\(run)")
      return
    }
    let ref = try #require(try saved(prd).only)
    #expect(try stage.git("show", "\(ref):check.txt") == "yes\n")
    #expect(try !hasSandbox())
  }
}
