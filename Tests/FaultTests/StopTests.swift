import Foundation
import KBProtocol
import KBSystem
import TestSupport
import Testing

@Suite("A run that is stopped, hung up or undermined", .onOwnThread, .stage)
struct StopTests {
  private let stage = FactoryStage.current

  /// A PRD whose agent hangs in its first session, after half of its work.
  private static func hangingPRD(_ stage: FactoryStage) throws -> Int {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write half.txt yes\ndouble: once 1 hang\ndouble: write all.txt yes")
    return prd
  }

  private static func atWork(_ stage: FactoryStage) async -> Bool {
    await eventually { stage.sessionCount == 1 && stage.liveRecords.contains { $0.activity != nil } }
  }

  @Test("by Ctrl-C, once or twice, ends in time with no agent at work, and goes on later", arguments: [1, 2, 3])
  func controlC(times: Int) async throws {
    let prd = try Self.hangingPRD(stage)
    let run = try BackgroundRun(stage)
    #expect(await Self.atWork(stage))
    let start = ContinuousClock.now
    for _ in 1...times { run.signal(SIGINT) }
    #expect(await run.end == .code(value: 130))
    print("Ctrl-C \(times)x: ended after \(ContinuousClock.now - start)")
    // A third one kills and waits for nobody: what is inside the sandbox then is the next run's to stop.
    if times < 3 {
      #expect(stage.areClaimsFree)
      #expect(try stage.agentsAtWork().isEmpty)
    } else {
      #expect(await eventually { stage.areClaimsFree })
    }

    let next = await stage.kbRun()
    #expect(next.ending(of: prd) == "delivered", "\(next)")
    #expect(try stage.text(of: "half.txt", on: stage.branch(of: prd)) == "yes\n")
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
    #expect(try stage.leftovers() == [])
    #expect(try stage.agentsAtWork().isEmpty)
  }

  @Test("by a signal in its first moments, whenever that is, holds nothing and has begun nothing that is lost")
  func early() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: hang")
    // Before its handlers stand, at its preflight, or with a worker: each is right, and how far it comes does not matter.
    for milliseconds in [0, 1, 2, 4, 8, 16, 64, 256, 512] {
      let run = try BackgroundRun(stage)
      usleep(UInt32(milliseconds) * 1000)
      run.signal(SIGTERM)
      let end = await run.end
      #expect(end == .signal(number: SIGTERM) || end == .code(value: 130), "\(end) after \(milliseconds) ms")
      #expect(stage.areClaimsFree)
    }
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(try stage.leftovers() == [])
  }

  @Test("by Ctrl-C while a sandbox is made: it is finished, but its hooks and the agent are not started any more")
  func duringCreate() async throws {
    try stage.configure(#"{"hooks": {"sandboxCreated": [["sh", "-c", "echo hook >> ~/hooks"]]}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: run cp ~/hooks hooks.txt")
    let go = stage.root + "/go-on"
    let run = try BackgroundRun(stage, environment: ["KB_DOUBLE_SBX_FAULTS": "held:create=\(go)"])
    #expect(await eventually { !stage.sbxCalls(of: "create").isEmpty })
    run.signal(SIGINT)
    #expect(await eventually { stage.stopOrders == 1 })
    try Files.replace(go, with: [])
    #expect(await run.end == .code(value: 130))
    #expect(stage.sbxCalls(of: "exec").isEmpty)
    #expect(stage.sessionCount == 0)

    let next = await stage.kbRun()
    #expect(next.ending(of: prd) == "delivered", "\(next)")
    #expect(try stage.text(of: "hooks.txt", on: stage.branch(of: prd)) == "hook\n")
    #expect(stage.sbxCalls(of: "create").count == 1)
  }

  @Test("by Ctrl-C twice, where the sandbox takes its time to stop, leaves no agent at work all the same")
  func slowStop() async throws {
    let prd = try Self.hangingPRD(stage)
    let go = stage.root + "/go-on"
    let run = try BackgroundRun(stage, environment: ["KB_DOUBLE_SBX_FAULTS": "held:stop=\(go)"])
    #expect(await Self.atWork(stage))
    for time in 1...2 {
      run.signal(SIGINT)
      #expect(await eventually { stage.stopOrders == time })
    }
    // Longer than the 10 s after which a command is killed that does not end when it is told to.
    try await Task.sleep(for: .seconds(11))
    try Files.replace(go, with: [])
    #expect(await run.end == .code(value: 130))
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(try stage.leftovers() == [])
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
  }

  @Test("by Ctrl-C, once or twice, leaves no agent at work where a worker dies meanwhile", arguments: [1, 2])
  func workerDies(times: Int) async throws {
    let prd = try Self.hangingPRD(stage)
    let go = stage.root + "/go-on"
    let run = try BackgroundRun(stage, environment: ["KB_DOUBLE_SBX_FAULTS": "held:stop=\(go)"])
    #expect(await Self.atWork(stage))
    let worker = try #require(try await stage.workerPids().only)
    for time in 1...times {
      run.signal(SIGINT)
      #expect(await eventually { stage.stopOrders == time })
    }
    #expect(await eventually { !stage.sbxCalls(of: "stop").isEmpty })
    kill(worker, SIGKILL)
    try Files.replace(go, with: [])
    #expect(await run.end == .code(value: 130))
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(try stage.leftovers() == [])
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
  }

  @Test("by Ctrl-C twice says where an agent may be at work, since the sandbox of a dead worker could not be stopped")
  func notStopped() async throws {
    let prd = try Self.hangingPRD(stage)
    let run = try BackgroundRun(
      stage, environment: ["KB_DOUBLE_SBX_FAULTS": "held:stop@1x1=\(stage.root)/never,fail:stop@2"])
    #expect(await Self.atWork(stage))
    let worker = try #require(try await stage.workerPids().only)
    run.signal(SIGINT)
    #expect(await eventually { stage.sbxCalls(of: "stop").count == 1 })
    kill(worker, SIGKILL)
    #expect(await eventually { stage.sbxCalls(of: "stop").count > 1 })
    run.signal(SIGINT)
    #expect(await run.end == .code(value: 130))
    let told = Files.text(stage.root + "/kb.txt") ?? ""
    #expect(told.contains("an agent may be at work until the next run of this PRD: KB-S001"), "\(told)")
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    #expect(try stage.agentsAtWork().isEmpty)
  }

  @Test("whose terminal is closed goes on to the end of the night")
  func hangUp() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: stage.waitingScript + "\ndouble: write parse.txt yes")
    let run = try BackgroundRun(stage)
    #expect(await Self.atWork(stage))
    run.signal(SIGHUP)
    try stage.write("agents/go-on", "")
    #expect(await run.end == .success)
    #expect(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd))?.pull?.isDraft == false)
    // Standard output is a file here, which nobody closed.
    let told = Files.text(stage.root + "/kb.txt") ?? ""
    #expect(told.contains("delivered") && told.contains("report: kb report"), "\(told)")
  }

  @Test(
    "with a worker that stands still keeps its claim, and goes on with it or ends without it", arguments: [true, false])
  func standstill(isContinued: Bool) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: stage.waitingScript + "\ndouble: write parse.txt yes")
    let run = try BackgroundRun(stage)
    #expect(await Self.atWork(stage))
    let worker = try #require(try await stage.workerPids().only)
    kill(worker, SIGSTOP)
    try stage.write("agents/go-on", "")
    // Not through the gate: a worker that says nothing for five minutes is killed, whoever waits there.
    let second = ShortCommand(
      [BuiltProducts.path("kb"), "run", "--json"], environment: stage.environment, directory: stage.checkout)
    let other = StagedRun(await onOwnThread { second.run() })
    #expect(other.ending(of: prd) == "held", "\(other)")
    if isContinued {
      kill(worker, SIGCONT)
      #expect(await run.end == .success)
    } else {
      for times in 1...3 {
        run.signal(SIGINT)
        // Signals that come too fast are one signal.
        #expect(await eventually { times == 3 || stage.stopOrders == times })
      }
      #expect(await run.end == .code(value: 130))
      #expect(await eventually { stage.areClaimsFree })
      #expect(await stage.kbRun().ending(of: prd) == "delivered")
    }
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
  }

  @Test("whose state directory is removed ends its workers before they touch anything more")
  func stateRemoved() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write half.txt yes\ndouble: once 1 hang\ndouble: write all.txt yes")
    let run = try BackgroundRun(stage)
    #expect(await Self.atWork(stage))
    let effects = try stage.world.effects.count
    try stage.moveStateAway()

    // Another run at once: both can't know of each other any more.
    let second = await stage.kbRun()
    #expect(second.ending(of: prd) == "delivered" || second.ending(of: prd) == "failed", "\(second)")
    #expect(await run.end != .signal(number: SIGKILL))
    if second.ending(of: prd) != "delivered" { #expect(await stage.kbRun().ending(of: prd) == "delivered") }
    #expect(try stage.world.effects.count > effects)
    #expect(try stage.messages(on: stage.branch(of: prd)) == ["Parse\n\nRefs #\(issue)"])
    #expect(try stage.world.effects(.pullRequestCreated).count == 1)
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(try stage.leftovers() == [])
  }
}

extension FactoryStage {
  /// Takes the state directory away in one moment: a removal fails where somebody writes there meanwhile.
  func moveStateAway() throws { try FileManager.default.moveItem(atPath: state, toPath: root + "/gone") }

  /// How often the Supervisor was asked to stop.
  var stopOrders: Int {
    Files.names(in: state + "/runs").compactMap { Files.text("\(state)/runs/\($0)/run.jsonl") }
      .map { $0.components(separatedBy: #""stopping":"#).count - 1 }.reduce(0, +)
  }
}
