import Foundation
import KBState
import KBSystem
import TestSupport

/// Several Supervisors at work on one repository while they and their workers are killed at random.
final class Storm {
  let stage: ChaosStage
  /// Of each PRD.
  let issues: Int
  private(set) var killedWorkers = 0
  private(set) var killedSupervisors = 0
  /// Every PRD that there ever was.
  private(set) var prds: [Int] = []
  private var settled: Set<Int> = []
  private var random: SplitMix
  private var supervisors: [Supervisor] = []

  private struct Supervisor {
    let pid: Int32
    var isRunning: Bool { ExitStatus.ofEnded(pid) == nil }
  }

  init(_ stage: ChaosStage, seed: UInt64, issues: Int = 2) {
    self.stage = stage
    self.issues = issues
    random = SplitMix(state: seed)
  }

  /// Kills for so long, then lets everything come to its end.
  func rage(for duration: Duration) throws {
    let end = ContinuousClock.now + duration
    var topUp = ContinuousClock.now
    var gust: UInt32 = 0
    while ContinuousClock.now < end {
      if ContinuousClock.now >= topUp {
        try keepBusy()
        topUp = .now + .milliseconds(500)
        // At times workers hardly begin, at times they come far.
        gust = [20_000, 60_000, 250_000].randomElement(using: &random) ?? 0
      }
      supervisors.removeAll { !$0.isRunning }
      while supervisors.count < 3 { supervisors.append(try start()) }
      usleep(UInt32.random(in: 2000...gust, using: &random))
      strike()
    }
    for supervisor in supervisors { while supervisor.isRunning { usleep(20_000) } }
    // Workers whose Supervisor was killed end by themselves; one that is just being started still looks like it.
    while ["kb", "kb-worker"].contains(where: { !stage.processes($0).isEmpty }) { usleep(20_000) }
  }

  /// Runs without any fault until every PRD is delivered. False where it does not come to that.
  func calm() throws -> Bool {
    for _ in 0..<6 {
      let supervisor = try start()
      while supervisor.isRunning { usleep(20_000) }
      if stage.delivered().isSuperset(of: prds) { return true }
    }
    return false
  }

  /// What has been delivered leaves the plan.
  func forgetDelivered() {
    let delivered = stage.delivered().subtracting(settled)
    delivered.forEach(stage.removePRD)
    settled.formUnion(delivered)
  }

  /// There is always something to do.
  private func keepBusy() throws {
    forgetDelivered()
    try addPRDs(16 - (prds.count - settled.count))
  }

  func addPRDs(_ count: Int) throws {
    for _ in 0..<max(0, count) {
      let number = 1 + 3 * prds.count
      try stage.addPRD(number, issues: issues)
      prds.append(number)
    }
  }

  /// Starts so many runs at once and returns how they ended.
  func runTogether(_ count: Int) throws -> [ExitStatus] {
    let runs = try (0..<count).map { _ in try start() }
    return runs.map { run in
      while true {
        if let status = ExitStatus.ofEnded(run.pid) { return status }
        usleep(10_000)
      }
    }
  }

  private func strike() {
    if Int.random(in: 0..<12, using: &random) == 0, let victim = supervisors.randomElement(using: &random) {
      kill(victim.pid, SIGKILL)
      killedSupervisors += 1
    } else if let victim = stage.processes("kb-worker").randomElement(using: &random), kill(victim, SIGKILL) == 0 {
      killedWorkers += 1
    }
  }

  private func start() throws -> Supervisor {
    let output = try AppendFile(stage.root + "/kb.txt")
    return Supervisor(
      pid: try Spawn.start(
        Spawn.Request(
          path: BuiltProducts.path("kb"),
          arguments: ["run", "--parallel", "4", "--forge", "local", "--sandbox", "local"],
          environment: stage.environment, directory: stage.checkout,
          descriptors: [1: output.descriptor, 2: output.descriptor])))
  }
}

extension Storm {
  /// What must never be, after the storm.
  func violations() throws -> [String] {
    var found = stage.lines("violations").map(String.init)
    for prd in prds {
      let commits = try stage.commits(of: prd)
      let wanted = Dictionary(uniqueKeysWithValues: (1...issues).map { (prd + $0, 1) })
      if commits != wanted { found.append("commits of PRD \(prd): \(commits)") }
    }
    found += Self.overlaps(in: stage.journals())
    let live = ClaimRegistry(try StateDirectory(opening: stage.state)).liveWorkers().map(\.claimFile)
    found += live.map { "\($0) is still held" }
    let left = FactoryStage.processes { $0 == "KB_CHAOS_ROOT=\(stage.root)" }
    return found + left.map { "still running: \($0)" }
  }

  /// Runs that wrote to a PRD's journal after another run had begun: two owners at a time.
  static func overlaps(in journals: [[JournalLine]]) -> [String] {
    journals.flatMap { lines in
      var owner = ""
      var former: Set<String> = []
      return lines.compactMap { line -> String? in
        if line.entry == .began {
          if !owner.isEmpty { former.insert(owner) }
          owner = line.run
        }
        return former.contains(line.run) ? "\(line.run) wrote \(line.entry.kind) while \(owner) had the PRD" : nil
      }
    }
  }
}

extension ChaosStage {
  /// The entries of every journal.
  func journals() -> [[JournalLine]] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: state)) ?? []
    return paths.filter { $0.hasSuffix(".journal") }.map { path in
      (Files.text("\(state)/\(path)") ?? "").split(separator: "\n").compactMap {
        try? StateCoding.decoder.decode(JournalLine.self, from: Data($0.utf8))
      }
    }
  }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
