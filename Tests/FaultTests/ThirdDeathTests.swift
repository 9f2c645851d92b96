import Foundation
import KBDomain
import KBProtocol
import KBState
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("A PRD whose third worker dies as well", .onOwnThread, .stage)
struct ThirdDeathTests {
  private let stage = FactoryStage.current

  @Test("while the agent is at work leaves no agent at work, and goes on in the next run")
  func agentAtWork() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: "double: append half.txt yes\ndouble: say Hello.\ndouble: once 3 hang\ndouble: write all.txt yes")

    let run = await stage.kbRun(environment: ["KB_CRASH_AT": "activity"])

    #expect(run.deaths == 3 && run.code(of: prd) == "KB-W001", "\(run)")
    #expect(stage.sessionCount == 3)
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(try stage.leftovers() == [])
    #expect(run.ends.last == .success, "the worker that ended it ended well")
    #expect(stage.sbxCalls(of: "rm").isEmpty, "the work in the sandbox stays")

    let next = await stage.kbRun()
    #expect(next.ending(of: prd) == "delivered", "\(next)")
    #expect(try stage.text(of: "half.txt", on: stage.branch(of: prd)) == "yes\nyes\nyes\nyes\n")
  }

  @Test("has its sandbox left alone where another run has taken it meanwhile")
  func takenMeanwhile() async throws {
    guard Files.exists("/proc/self") else { return }
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: say Hello.\ndouble: hang")
    let run = try BackgroundRun(stage, environment: CrashPlan.quick)
    for session in 1...2 {
      #expect(await atWork(stage, session))
      stage.liveRecords.compactMap(\.pid).forEach { kill($0, SIGKILL) }
    }
    #expect(await atWork(stage, 3))
    // The Supervisor must not see the third death before the claim is another's.
    run.signal(SIGSTOP)
    stage.liveRecords.compactMap(\.pid).forEach { kill($0, SIGKILL) }
    #expect(await eventually { stage.areClaimsFree })
    let repository = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
    let registry = ClaimRegistry(try StateDirectory(opening: stage.state))
    guard let claim = try registry.claim(prd, of: repository) else { return #expect(Bool(false), "free") }
    run.signal(SIGCONT)
    #expect(await run.end == .code(value: 1))
    #expect(try stage.agentsAtWork().count == 1, "it could be the other run's")
    _ = consume claim
  }

  private func atWork(_ stage: FactoryStage, _ session: Int) async -> Bool {
    await eventually { stage.sessionCount == session && stage.liveRecords.contains { $0.activity != nil } }
  }

  @Test("ends all the same where its sandbox can't be stopped, and says so")
  func stopFails() async throws {
    guard Files.exists("/proc/self") else { return }
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: say Hello.\ndouble: once 3 hang\ndouble: write all.txt yes")
    // The second and the third worker stop the sandbox as well; for them it works.
    let run = await stage.kbRun(environment: ["KB_CRASH_AT": "activity", "KB_DOUBLE_SBX_FAULTS": "fail:stop@3"])
    #expect(run.deaths == 3 && run.code(of: prd) == "KB-W001", "\(run)")
    #expect(try stage.agentsAtWork().count == 1)
    #expect(
      try stage.runEvents().contains {
        guard case .floorNote(PRDName(prd), let text) = $0.event else { return false }
        return text.contains("an agent may be at work")
      })
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    #expect(try stage.agentsAtWork().isEmpty)
  }
}
