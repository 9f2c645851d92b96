import Foundation
import KBProtocol
import KBSystem
import KBText
import TestSupport
import Testing
@testable import Supervisor

@Suite("A worker whose deadline has passed", .onOwnThread, .stage)
struct DeadlineFaultTests {
  private let stage = FactoryStage.current

  /// Runs `kb-worker` as the Supervisor of the newest run would, but with another deadline; returns what it told.
  private static func work(_ prd: Int, on stage: FactoryStage, deadline: Date) async throws -> [WorkerEvent] {
    let runs = stage.state + "/runs"
    let run = try #require(Files.names(in: runs).max())
    let first = try #require(Files.text("\(runs)/\(run)/run.jsonl")?.split(separator: "\n").first)
    let line = try StateCoding.decoder.decode(RunEventLine.self, from: Data(first.utf8))
    guard case .started(var plan) = line.event else { throw StageError(description: "no plan in \(first)") }
    plan.deadline = deadline
    let planned = try #require(plan.queue.first { $0.number == prd })
    let assignment = try #require(plan.assignment(of: planned, attempt: 9))
    let order = Envelope(run: assignment.run, prd: prd, seq: 1, WorkerOrder.assign(assignment: assignment))
    try stage.write("order", String(decoding: ProtocolCoding.line(order), as: UTF8.self))
    // The pipe of orders stays open: its end would mean that the Supervisor is gone.
    let script = """
      mkfifo orders && exec 9<>orders && cat order >&9 && KB_RUN=\(assignment.run) KB_PRD=\(prd) "$1" <&9 3>events
      """
    let command = ShortCommand(
      ["/bin/bash", "-c", script, "-", BuiltProducts.path("kb-worker")], environment: stage.environment,
      directory: stage.root)
    _ = await onOwnThread { command.run() }
    return try (Files.text(stage.root + "/events") ?? "").split(separator: "\n").map {
      guard case .message(let envelope) = ProtocolCoding.parse(.line(Array($0.utf8)), as: WorkerEvent.self) else {
        throw StageError(description: "no event: \($0)")
      }
      return envelope.message
    }
  }

  @Test("publishes the session that was paid for, starts no other one, and the next run goes on")
  func passed() async throws {
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")
    // Each of the three workers dies between the first session and its commit.
    let cut = await stage.kbRun(environment: ["KB_CRASH_AT": "collect", "KB_DELAY_SCALE": "0.01"])
    #expect(cut.code(of: prd) == "KB-W001", "\(cut)")
    #expect(stage.sessionCount == 1)

    let events = try await Self.work(prd, on: stage, deadline: Date(timeIntervalSinceNow: -1))
    #expect(events.last == .ended(outcome: .stopped), "\(events)")
    #expect(stage.sessionCount == 1)
    #expect(events.contains { if case .published(first, _) = $0 { true } else { false } })
    #expect(events.contains { if case .note(let text, _) = $0 { text.contains("deadline") } else { false } })
    #expect(try stage.messages(on: stage.branch(of: prd)) == ["Parse\n\nRefs #\(first)"])

    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    #expect(stage.sessionCount == 3)
  }

  @Test("and whose deadline is to come works to the end")
  func toCome() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let cut = await stage.kbRun(environment: ["KB_CRASH_AT": "collect", "KB_DELAY_SCALE": "0.01"])
    #expect(cut.code(of: prd) == "KB-W001", "\(cut)")
    let events = try await Self.work(prd, on: stage, deadline: Date(timeIntervalSinceNow: 3600))
    guard case .ended(.delivered) = events.last else { throw StageError(description: "\(events)") }
  }
}
