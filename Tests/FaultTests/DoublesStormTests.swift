import Foundation
import KBProtocol
import KBState
import KBSystem
import TestSupport
import Testing

@Suite(
  "Two Supervisors on GitHub and Docker Sandboxes, as the doubles play them, in a storm of kills", .onOwnThread, .stage)
struct DoublesStormTests {
  private let stage = FactoryStage.current

  @Test("repeat no effect, pay for no finished session twice, lose nothing, and leave nothing at work")
  func storm() async throws {
    guard Files.exists("/proc/self") else { return }
    let settings = ProcessInfo.processInfo.environment
    let seed = settings["KB_CHAOS_SEED"].flatMap(UInt64.init) ?? .random(in: .min ... .max)
    let seconds = settings["KB_CHAOS_SECONDS"].flatMap(Int.init) ?? 10
    print("storm on the doubles of \(seconds) s, seed \(seed)")
    let prds = try (0..<max(6, seconds * 2 / 3)).map { try Self.addPRD($0, to: stage) }

    let killed = try await onOwnThread { Result { try Self.rage(stage, for: .seconds(seconds), seed: seed) } }.get()
    var run = await stage.kbRun("--parallel", "3", environment: CrashPlan.quick)
    for _ in 0..<8 where !prds.allSatisfy({ run.ending(of: $0.number) == "delivered" }) {
      run = await stage.kbRun("--parallel", "3", environment: CrashPlan.quick)
    }
    let undelivered = prds.map(\.number).filter { run.ending(of: $0) != "delivered" }
    try #require(undelivered == [], "\(run)")

    print("kills survived on the doubles: workers \(killed.workers), supervisors \(killed.supervisors)")
    for prd in prds { try Self.check(prd, on: stage) }
    // A double of gh that is killed may leave out a line of its log, but never writes one twice.
    for kind in [GitHubEffectKind.pullRequestCreated, .issueClosed, .commentCreated, .readyForReview, .labelAdded] {
      let targets = try stage.world.effects(kind).filter(\.changed).map { effect in
        kind == .pullRequestCreated ? effect.detail : "#\(effect.number ?? 0)"
      }
      #expect(Set(targets).count == targets.count, "\(kind): \(targets)")
    }
    let lines = try stage.journal()
    #expect(Storm.overlaps(in: Array(Dictionary(grouping: lines, by: \.run.prd).values)).isEmpty)
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(try stage.leftovers() == [])
  }

  private struct Plan {
    let number: Int
    let issues: [Int]
  }

  private static func addPRD(_ index: Int, to stage: FactoryStage) throws -> Plan {
    let prd = try stage.repository.addPRD("Plan \(index)")
    let issues = try (1...2).map { step in
      try stage.repository.addSubIssue(
        of: prd, "Step \(step)", body: "double: say at work\ndouble: sleep 0.3\ndouble: write \(index)-\(step).txt yes")
    }
    return Plan(number: prd, issues: issues)
  }

  /// Keeps two runs at work and kills their processes; then kills all, and returns how many it were.
  private static func rage(
    _ stage: FactoryStage, for duration: Duration, seed: UInt64
  ) throws -> (workers: Int, supervisors: Int) {
    var random = SplitMix(state: seed)
    var killed = (workers: 0, supervisors: 0)
    var supervisors: [Int32] = []
    let end = ContinuousClock.now + duration
    while ContinuousClock.now < end {
      supervisors.removeAll { ExitStatus.ofEnded($0) != nil }
      while supervisors.count < 2 { supervisors.append(try start(stage)) }
      usleep(UInt32.random(in: 50_000...900_000, using: &random))
      let workers = stage.liveRecords.compactMap(\.pid)
      if Int.random(in: 0..<8, using: &random) == 0, let victim = supervisors.randomElement(using: &random) {
        kill(victim, SIGKILL)
        killed.supervisors += 1
      } else if let victim = workers.randomElement(using: &random), kill(victim, SIGKILL) == 0 {
        killed.workers += 1
      }
    }
    // What is left ends by itself: its Supervisor is gone.
    for supervisor in supervisors {
      kill(supervisor, SIGKILL)
      while ExitStatus.ofEnded(supervisor) == nil { usleep(10_000) }
    }
    while stage.isAtWork || !stage.areClaimsFree { usleep(20_000) }
    return killed
  }

  private static func start(_ stage: FactoryStage) throws -> Int32 {
    let output = try AppendFile(stage.root + "/kb.txt")
    return try Spawn.start(
      Spawn.Request(
        path: BuiltProducts.path("kb"), arguments: ["run", "--parallel", "3"],
        environment: stage.environment.merging(CrashPlan.quick) { $1 }, directory: stage.checkout,
        descriptors: [1: output.descriptor, 2: output.descriptor]))
  }

  /// One commit for each issue, one pull request out of draft with one review, everything closed, each success paid once.
  private static func check(_ prd: Plan, on stage: FactoryStage) throws {
    let branch = stage.branch(of: prd.number)
    let wanted = zip(prd.issues, 1...).map { "Step \($1)\n\nRefs #\($0)" }
    #expect(try stage.messages(on: branch).sorted() == wanted.sorted(), "PRD \(prd.number)")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: branch), "PRD \(prd.number)")
    #expect(pull.pull?.isDraft == false)
    #expect(try stage.ownComments(on: pull.number).count == 1)
    for issue in prd.issues {
      #expect(try stage.repository.issue(issue).isClosed)
      #expect(try stage.repository.comments(issue).isEmpty, "#\(issue)")
      let successes = try stage.journal().count {
        if case .sessionSucceeded(issue, _, _) = $0.entry { true } else { false }
      }
      #expect(successes == 1, "#\(issue) was paid for \(successes) times")
    }
  }
}

extension FactoryStage {
  /// Whether any `kb` or `kb-worker` is there, also one that has only just been started and claims nothing yet.
  fileprivate var isAtWork: Bool {
    Self.processes { $0 == "KB_STATE_HOME=\(state)" }.contains { process in
      process.split(separator: " ").dropFirst().first.map { $0.hasSuffix("/kb") || $0.hasSuffix("/kb-worker") } == true
    }
  }
}

extension String {
  /// The PRD in the id of a Factory Run, `<run>-<prd>-<try>`.
  fileprivate var prd: Substring? { split(separator: "-").dropLast().last }
}
