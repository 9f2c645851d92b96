import Foundation
import KBProtocol
import KBSystem
import TestSupport
import Testing

/// Whole runs with a safeguard, where nothing goes wrong, and the same without it, where the promise is broken.
@Suite("A safeguard that the worker leaves out", .onOwnThread, .stage)
struct LeftOutTests {
  private let stage = FactoryStage.current

  private static func environment(_ safeguard: String, isOn: Bool) -> [String: String] {
    isOn ? [:] : ["KB_SAFEGUARD_OFF": safeguard]
  }

  @Test(
    "the fence: without it, what a dead worker's agent has hidden works beside the next agent",
    arguments: [true, false],
    ["sbx", "local"])
  func fence(isOn: Bool, backend: String) async throws {
    guard Files.exists("/proc/self") else { return }
    try stage.configure(#"{"sandbox": {"backend": "\#(backend)"}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: """
        double: once 1 run env -u KB_SANDBOX sleep 3600 >/dev/null 2>&1 &
        double: say Hello.
        double: once 1 hang
        double: write parse.txt yes
        \(stage.waitingScript)
        """)
    let hidden: @Sendable () -> Int = {
      FactoryStage.processes { $0 == "KB_DOUBLE_AGENTS=\(stage.agents)" }.count { $0.hasSuffix(" sleep 3600") }
    }
    let first = try BackgroundRun(stage)
    #expect(
      await eventually {
        stage.sessionCount == 1 && stage.liveRecords.contains { $0.activity?.contains("Hello.") == true }
      })
    first.killTogether(with: try await stage.workerPids())
    _ = await first.end
    #expect(await eventually { stage.areClaimsFree })
    // Nobody has fenced yet: it is still at work.
    #expect(try stage.agentsAtWork().count == 1)
    #expect(hidden() == 1)

    let second = try await stage.kbRun(environment: Self.environment("fence", isOn: isOn)) {
      // The agent itself is ended before a session in any case.
      let agents = try stage.agentsAtWork()
      #expect(agents.count == 1, "only its own")
      #expect(hidden() == (isOn ? 0 : 1))
    }
    #expect(second.ending(of: prd) == "delivered", "\(second)")
  }

  @Test("the fence goes through the backend of the dead worker, also where the next one uses another")
  func fenceOfOtherBackend() async throws {
    guard Files.exists("/proc/self") else { return }
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: "double: say Hello.\ndouble: once 1 hang\ndouble: write parse.txt yes\n\(stage.waitingScript)")
    let first = try BackgroundRun(stage)
    #expect(await eventually { stage.sessionCount == 1 && stage.liveRecords.contains { $0.activity != nil } })
    first.killTogether(with: try await stage.workerPids())
    _ = await first.end
    #expect(await eventually { stage.areClaimsFree })
    #expect(try stage.agentsAtWork().count == 1)

    try stage.configure(#"{"sandbox": {"backend": "local"}}"#)
    let second = try await stage.kbRun {
      let agents = try stage.agentsAtWork()
      #expect(agents.count == 1, "only its own")
    }
    #expect(second.ending(of: prd) == "delivered", "\(second)")
  }

  @Test("the inode check: without it, a worker whose claim is gone goes on", arguments: [true, false])
  func inode(isOn: Bool) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: say Hello.\n\(stage.waitingScript)\ndouble: write parse.txt yes")
    // The clone stays where it is, so that the worker could go on.
    try stage.write("home/.config/krutrimbox/config.json", "{\"factoryClones\": \"\(stage.root)/repositories\"}")
    let run = try BackgroundRun(stage, environment: Self.environment("inode", isOn: isOn))
    #expect(await eventually { stage.liveRecords.contains { $0.activity != nil } })
    try stage.moveStateAway()
    // With the check, the worker ends while its agent still waits.
    if !isOn { try stage.write("agents/go-on", "") }
    _ = await run.end
    let told = Files.text(stage.root + "/kb.txt") ?? ""
    #expect(told.contains("prd=\(prd) published") == !isOn, "\(told)")
    #expect(try stage.repository.hasBranch(stage.branch(of: prd)) == !isOn)
    #expect(try stage.agentsAtWork().isEmpty)
  }

  @Test(
    "reading again under the lock: without it, a session is paid for a PRD that was closed since the list was made",
    arguments: [true, false])
  func reread(isOn: Bool) async throws {
    let prds = try (1...2).map { number in
      let prd = try stage.repository.addPRD("Plan \(number)")
      try stage.repository.addSubIssue(
        of: prd, "Work", body: "double: write \(number).txt yes" + (number == 1 ? "\n\(stage.waitingScript)" : ""))
      return prd
    }
    let repository = stage.repository
    let run = try await stage.kbRun(environment: Self.environment("reread", isOn: isOn)) {
      try repository.close(prds[1])
    }
    #expect(run.ending(of: prds[0]) == "delivered" && run.ending(of: prds[1]) == "skipped", "\(run)")
    #expect(stage.sessionCount == (isOn ? 2 : 3))
  }

  @Test(
    "the journal's sync: without it, a machine that loses its power forgets a session, which is paid again",
    arguments: [true, false])
  func sync(isOn: Bool) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    // A worker that kills itself loses what was not synced.
    let run = await stage.kbRun(
      environment: Self.environment("sync", isOn: isOn).merging(["KB_CRASH_AT": "after-sessionSucceeded"]) { $1 })
    #expect(run.ending(of: prd) == (isOn ? "delivered" : "failed"), "\(run)")
    #expect(stage.sessionCount == (isOn ? 2 : 3))
    #expect(run.deaths == (isOn ? 1 : 3))
  }

  @Test(
    "the room that is kept for the journal: without it, a full disk forgets a session, which is paid again",
    arguments: [true, false])
  func reserve(isOn: Bool) async throws {
    guard let disk = try TinyDisk(at: stage.state, mebibytes: 4) else { return }
    defer { disk.unmount() }
    try stage.configure(#"{"limits": {"freeDiskGiB": 0}}"#)
    let prd = try FullDiskTests.plan(stage)
    let first = try await stage.kbRun(environment: Self.environment("reserve", isOn: isOn)) { try disk.fill() }
    #expect(first.code(of: prd) == "KB-M004", "\(first)")
    disk.makeRoom()
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    #expect(stage.sessionCount == (isOn ? 3 : 4))
  }
}
