import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A disk that fills up in the middle of a run", .onOwnThread, .stage)
struct FullDiskTests {
  private let stage = FactoryStage.current

  /// Two issues, the first of which waits; its last message does not fit into what is left of a block.
  static func plan(_ stage: FactoryStage) throws -> Int {
    let prd = try stage.repository.addPRD("Import")
    let long = String(repeating: "é", count: 3900)
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: stage.waitingScript + "\ndouble: write parse.txt yes\ndouble: say \(long)")
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write check.txt yes")
    return prd
  }

  private static func expectDelivered(_ prd: Int, on stage: FactoryStage) throws {
    #expect(stage.sessionCount == 3, "no session is paid twice")
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 2)
    #expect(try stage.world.effects(.pullRequestCreated).count == 1)
    #expect(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd))?.pull?.isDraft == false)
    #expect(try stage.leftovers() == [])
  }

  @Test("of the state directory: no session begins that could not be remembered, and none is paid twice")
  func state() async throws {
    guard let disk = try TinyDisk(at: stage.state, mebibytes: 4) else { return }
    defer { disk.unmount() }
    try stage.configure(#"{"limits": {"freeDiskGiB": 0}}"#)
    let prd = try Self.plan(stage)

    let first = try await stage.kbRun { try disk.fill() }
    #expect(first.status == 1)
    #expect(first.code(of: prd) == "KB-M004", "\(first)")
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(stage.sessionCount == 1)

    // The next run waits for room, or ends because it can't remember that it began.
    let still = try BackgroundRun(stage, ["run", "--json"], environment: CrashPlan.quick)
    let told = stage.root + "/kb.txt"
    #expect(await eventually { Files.text(told)?.contains(#""reason":"disk""#) == true || kill(still.pid, 0) != 0 })
    #expect(stage.sessionCount == 1)

    disk.makeRoom()
    let end = await still.end
    #expect(end == .code(value: 0) || Files.text(told)?.contains("KB-M00") == true, "\(Files.text(told) ?? "")")
    if end != .code(value: 0) { #expect(await stage.kbRun().ending(of: prd) == "delivered") }
    try Self.expectDelivered(prd, on: stage)
  }

  @Test("of the state directory is waited for where a least room is configured")
  func stateIsWaitedFor() async throws {
    guard let disk = try TinyDisk(at: stage.state, mebibytes: 4) else { return }
    defer { disk.unmount() }
    try stage.configure(#"{"limits": {"freeDiskGiB": 0.0005}}"#)
    try await waits(stage, disk)
  }

  @Test("of the Factory Clone is waited for, and the work of the session is kept")
  func factoryClone() async throws {
    let clones = stage.state + "/repositories"
    try stage.run(["mkdir", "-p", "-m", "700", clones])
    guard let disk = try TinyDisk(at: clones, mebibytes: 8) else { return }
    defer { disk.unmount() }
    try stage.configure(#"{"limits": {"freeDiskGiB": 0}}"#)
    try await waits(stage, disk)
  }

  private func waits(_ stage: FactoryStage, _ disk: TinyDisk) async throws {
    let prd = try Self.plan(stage)
    let run = try BackgroundRun(stage, environment: CrashPlan.quick)
    #expect(await eventually { Files.exists(stage.agents + "/waiting") })
    try disk.fill()
    try stage.write("agents/go-on", "")
    // The run's own files may be full as well: what it prints is not.
    #expect(await eventually { (Files.text(stage.root + "/kb.txt") ?? "").contains("waiting \"disk is low") })
    disk.makeRoom()
    #expect(await run.end == .success, "\(Files.text(stage.root + "/kb.txt") ?? "")")
    try Self.expectDelivered(prd, on: stage)
  }
}
