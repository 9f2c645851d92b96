import KBProtocol
import KBState
import TestSupport
import Testing

@Suite("A worker that is killed at any step or edge of its journal", .onOwnThread, .stage)
struct CrashPointTests {
  private let stage = FactoryStage.current

  struct Point: CustomTestStringConvertible {
    let name: String
    /// What must kill a worker first, so that another one comes here.
    var first: String?
    var isLate = false

    var testDescription: String { name }
    /// A kill here falls between the end of a paid session and the note of it.
    var costsSession: Bool {
      ["before-sessionSpent", "after-sessionSpent", "before-sessionSucceeded", "before-reviewed"].contains(name)
    }
    var environment: [String: String] { ["KB_CRASH_AT": [first, name].compactMap { $0 }.joined(separator: ",")] }
  }

  /// Made from the lists of steps and entries: a new one is covered by itself.
  static let points: [Point] =
    RunPhase.allCases.flatMap { phase in
      switch phase {
      case .fence: [Point(name: phase.rawValue, first: "agent")]
      case .review, .deliver, .cleanUp: [Point(name: phase.rawValue, isLate: true)]
      case .claim, .read, .sandbox, .branch, .agent, .collect, .verify, .report: [Point(name: phase.rawValue)]
      // Here one issue is done and another is not.
      case .publish, .pullRequest, .close: [Point(name: phase.rawValue), Point(name: phase.rawValue + ".2")]
      }
    }
    + JournalEntry.Kind.allCases.flatMap { (kind) -> [Point] in
      let names = ["before-\(kind.rawValue)", "after-\(kind.rawValue)"]
      return switch kind {
      // `CeilingFaultTests`: nobody comes to it without a person's flag.
      case .raised: []
      // `RepairFaultTests`: whoever dies here has used a round.
      case .repairStarted, .repairFailed: []
      case .fenced: names.map { Point(name: $0, first: "agent") }
      case .reviewed, .delivered: names.map { Point(name: $0, isLate: true) }
      case .began, .sandboxCreated, .sandboxReady, .sessionFailed, .ended: names.map { Point(name: $0) }
      case .sessionStarted, .sessionCounted, .sessionSpent, .sessionSucceeded, .collected, .published:
        names.map { Point(name: $0) }
      case .committed: (names + names.map { $0 + ".2" }).map { Point(name: $0) }
      }
    }

  @Test("loses nothing, does nothing twice and pays no session twice", arguments: points)
  func killed(at point: Point) async throws {
    let undisturbed = try await UndisturbedWorld.made.value
    let plan = try CrashPlan(stage)

    let runs = try await plan.play(
      early: point.isLate ? [:] : point.environment, late: point.isLate ? point.environment : [:])

    #expect(runs.map(\.deaths).reduce(0, +) > 0, "nobody came to \(point.name)")
    let differences = try WorldPicture(stage).differences(from: undisturbed.picture)
    #expect(differences.isEmpty, "\(differences)")
    #expect(point.costsSession || stage.sessionCount == undisturbed.sessions)
    #expect(try stage.leftovers() == [])
  }
}
