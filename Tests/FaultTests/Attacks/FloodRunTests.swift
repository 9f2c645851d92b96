import Foundation
import KBProtocol
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("Attack: a session floods in a run", .onOwnThread, .stage)
struct FloodRunTests {
  private let stage = FactoryStage.current

  @Test("it is ended with a code of its own, the other PRD is delivered, and the log stays small")
  func ended() async throws {
    try stage.configure(#"{"limits": {"outputMiB": 2}}"#)
    let floods = try stage.repository.addPRD("Flood")
    try stage.repository.addSubIssue(of: floods, "Parse", body: "double: say at work\ndouble: flood")
    let works = try stage.repository.addPRD("Work")
    try stage.repository.addSubIssue(of: works, "Parse", body: "double: write a.txt a")
    let run = await stage.kbRun("--parallel", "2")
    #expect(run.ending(of: works) == "delivered", "\(run)")
    #expect(run.code(of: floods) == "KB-A019", "\(run)")
    let comment = try #require(try stage.ownComments(on: floods + 1).only)
    #expect(comment.contains("KB-A019") && comment.utf8.count < 10_000)
    let logs = Files.names(in: stage.state + "/runs").flatMap { run in
      Files.names(in: "\(stage.state)/runs/\(run)").map { "\(stage.state)/runs/\(run)/\($0)" }
    }
    #expect(!logs.isEmpty)
    // A line of the log has a time as well.
    #expect(logs.allSatisfy { (Files.bytes($0, limit: 4 << 20)?.count ?? 0) < 4 << 20 })
  }

  @Test("Ctrl-C ends the run while it floods, and everything can be resumed")
  func interrupted() async throws {
    try stage.configure(#"{"limits": {"outputMiB": 1000000}}"#)
    let prd = try stage.repository.addPRD("Flood")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: say at work\ndouble: once 1 flood\ndouble: write a.txt a")
    let run = try BackgroundRun(stage)
    #expect(await eventually { stage.liveRecords.contains { $0.activity == "x" } })
    run.signal(SIGINT)
    #expect(await run.end == .code(value: 130))
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
  }
}
