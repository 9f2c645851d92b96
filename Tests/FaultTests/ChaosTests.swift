import Foundation
import KBState
import KBSystem
import TestSupport
import Testing

@Suite("Three Supervisors and their workers in a storm of kills", .onOwnThread)
struct ChaosTests {
  @Test("have at most one owner of a PRD at any time, lose nothing, commit each issue once, and leave nothing behind")
  func storm() async throws {
    guard Files.exists("/proc/self"), ShortCommand.find("flock", [:]) != nil else { return }
    let settings = ProcessInfo.processInfo.environment
    let seed = settings["KB_CHAOS_SEED"].flatMap(UInt64.init) ?? .random(in: .min ... .max)
    let seconds = settings["KB_CHAOS_SECONDS"].flatMap(Int.init) ?? 10
    print("storm of \(seconds) s, seed \(seed)")
    let stage = try ChaosStage()

    let story = try await onOwnThread {
      Result {
        let storm = Storm(stage, seed: seed)
        try storm.rage(for: .seconds(seconds))
        let isDelivered = try storm.calm()
        return Story(
          prds: storm.prds.count, workers: storm.killedWorkers, supervisors: storm.killedSupervisors,
          isDelivered: isDelivered, violations: try storm.violations())
      }
    }.get()

    print(
      "kills survived: workers \(story.workers), supervisors \(story.supervisors), violations",
      "\(story.violations.count); PRDs delivered: \(story.prds), sessions: \(stage.lines("sessions").count)")
    #expect(story.isDelivered, "stage kept: \(stage.root)")
    #expect(story.violations.isEmpty, "stage kept: \(stage.root)")
    if story.isDelivered && story.violations.isEmpty { try FileManager.default.removeItem(atPath: stage.root) }
  }

  private struct Story {
    let prds: Int
    let workers: Int
    let supervisors: Int
    let isDelivered: Bool
    let violations: [String]
  }

  @Test("would be found out: two owners of one PRD show in its journal")
  func overlapIsFound() {
    func line(_ run: String, _ entry: JournalEntry) -> JournalLine {
      JournalLine(run: run, at: Date(timeIntervalSince1970: 0), entry: entry)
    }
    let clean = [line("a", .began), line("b", .began), line("b", .fenced)]
    #expect(Storm.overlaps(in: [clean]).isEmpty)
    #expect(Storm.overlaps(in: [clean + [line("a", .published(issue: 1, commit: "c"))]]).count == 1)
  }
}
