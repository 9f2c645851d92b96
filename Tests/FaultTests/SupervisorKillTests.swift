import Foundation
import KBProtocol
import TestSupport
import Testing

@Suite("A Supervisor that is killed", .onOwnThread, .stage)
struct SupervisorKillTests {
  private let stage = FactoryStage.current

  enum Victims: String, CaseIterable {
    case supervisor, supervisorAndWorker
  }

  static let moments = ["claim", "branch", "agent", "collect", "publish", "pull-request", "close"]

  @Test("alone or with its worker: nothing is lost, nothing is done twice", arguments: Victims.allCases, moments)
  func killed(_ victims: Victims, at moment: String) async throws {
    let undisturbed = try await UndisturbedWorld.made.value
    let plan = try CrashPlan(stage)
    let first = try BackgroundRun(stage, environment: CrashPlan.quick)
    #expect(await eventually { stage.workerLogs.contains("== \(moment)") }, "nobody came to \(moment)")

    first.signal(SIGKILL)
    if victims == .supervisorAndWorker { stage.liveRecords.compactMap(\.pid).forEach { kill($0, SIGKILL) } }
    // Another run at once: it leaves a live worker its PRD.
    let second = await stage.kbRun(environment: CrashPlan.quick)
    #expect(["held", "paused", "stopped"].contains(second.ending(of: plan.prd)), "\(second)")
    #expect(await eventually { stage.areClaimsFree })
    _ = await first.end

    _ = try await plan.play()
    let differences = try WorldPicture(stage).differences(from: undisturbed.picture)
    #expect(differences.isEmpty, "\(differences)")
    #expect(stage.sessionCount <= undisturbed.sessions + 1)
    #expect(try stage.leftovers() == [])
  }

  @Test("while agents work leaves no agent at work, and each PRD to the next run")
  func agentsAtWork() async throws {
    let prds = try (1...2).map { number in
      let prd = try stage.repository.addPRD("Plan \(number)")
      try stage.repository.addSubIssue(
        of: prd, "Work", body: "double: write half-\(number).txt yes\ndouble: once 1 hang\ndouble: write all.txt yes")
      return prd
    }
    let run = try BackgroundRun(stage, ["run", "--parallel", "2"], environment: CrashPlan.quick)
    #expect(await eventually { stage.sessionCount == 2 && stage.liveRecords.count { $0.activity != nil } == 2 })
    #expect(try !stage.agentsAtWork().isEmpty)

    let start = ContinuousClock.now
    run.signal(SIGKILL)
    #expect(await eventually { stage.areClaimsFree })
    print("workers of a killed Supervisor ended after \(ContinuousClock.now - start)")
    _ = await run.end
    #expect(try stage.agentsAtWork().isEmpty)
    // A worker is still ending when its claim is free.
    #expect(await eventually { ((try? stage.leftovers()) ?? ["?"]).isEmpty })

    let next = await stage.kbRun("--parallel", "2")
    for prd in prds { #expect(next.ending(of: prd) == "delivered", "\(next)") }
    #expect(try stage.text(of: "half-1.txt", on: stage.branch(of: prds[0])) == "yes\n")
  }

  @Test("with its worker leaves no agent at work once the next run has begun, though that has another agent")
  func otherAgent() async throws {
    let prd = try stage.repository.addPRD("Plan")
    try stage.repository.addSubIssue(
      of: prd, "Work", body: "double: write half.txt yes\ndouble: once 1 hang\ndouble: write all.txt yes")
    let run = try BackgroundRun(stage)
    #expect(await eventually { stage.sessionCount == 1 && stage.liveRecords.contains { $0.activity != nil } })
    run.killTogether(with: try await stage.workerPids())
    _ = await run.end
    #expect(await eventually { stage.areClaimsFree })
    #expect(try !stage.agentsAtWork().isEmpty)

    #expect(await stage.kbRun("--agent", "claude").ending(of: prd) == "delivered")
    #expect(try stage.agentsAtWork().isEmpty)
  }
}

extension FactoryStage {
  /// Agent sessions that run now.
  func agentsAtWork() throws -> [String] {
    let started = try sessions().compactMap { $0["pid"] }
    return Self.processes { $0 == "KB_DOUBLE_AGENTS=\(agents)" }.filter { process in
      let words = process.split(separator: " ")
      return started.contains(String(words[0])) || words.dropFirst().first.map { $0.hasSuffix("codex") } == true
    }
  }
}
