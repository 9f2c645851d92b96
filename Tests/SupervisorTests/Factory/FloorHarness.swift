#if canImport(Glibc)
  import Glibc
#endif
import Foundation
import KBConfiguration
import KBDomain
import KBProtocol
import KBState
import KBSystem
import Synchronization
import TestSupport
@testable import Supervisor

/// Runs a factory floor with a scripted worker, on a thread of its own, so that no test blocks the others.
struct FloorHarness: Sendable {
  /// What came of a run.
  struct Result: Sendable {
    var exit: KBExit
    var events: [RunEvent]
    var outcomes: [Int: FactoryRunOutcome]
    /// The run's id.
    var run: String
    fileprivate let folder: TestFolder
    /// The state directory; there as long as this result is.
    var directory: String { folder.path }

    func count(where isWanted: (RunEvent) -> Bool) -> Int { events.filter(isWanted).count }
  }

  /// What a test does when it sees an event.
  enum Reaction: Sendable {
    case none, stop
    /// The clock that the run's deadline is compared with goes ahead by a day.
    case passDeadline
  }

  /// The body of a shell script. `$KB_RUN`, `$KB_PRD` as for a real worker; `tell JSON` sends an event.
  var worker: String
  var prds = [1]
  var parallel = 1
  /// As in a real run, but patient with a busy machine.
  var limits = WorkerLimits(hello: .seconds(600))
  var tries = 3
  /// The run's deadline, in seconds from its start.
  var deadline: Double?
  /// The run's token budget; nil is none.
  var tokenBudget: Int?
  /// Before a crashed worker comes back.
  var restartDelay = Duration.milliseconds(10)
  var patience = Duration.seconds(60)
  /// Seconds that nothing starts for after crashes alike.
  var breakerPause = 900.0
  /// Seconds after its end in which a limit that is met again is the same one.
  var brakeLinger = 0.0
  var react: @Sendable (RunEvent) -> Reaction = { _ in .none }

  init(_ worker: String) {
    self.worker = worker
  }

  static let hello = #"tell "{\"hello\":{\"pid\":$$,\"version\":\"VERSION\"}}""#
    .replacing("VERSION", with: BuildVersion.text)
  static let delivered = #"tell '{"ended":{"outcome":{"delivered":{"pullRequest":"https://example.com/pull/1"}}}}'"#
  static let stopped = #"tell '{"ended":{"outcome":{"stopped":{}}}}'"#

  func run() async throws -> Result {
    let folder = TestFolder("floor")
    let program = try script(in: folder.path)
    return await withCheckedContinuation { continuation in
      let thread = Thread {
        continuation.resume(returning: runHere(program, folder))
      }
      thread.start()
    }
  }

  private func runHere(_ program: String, _ folder: TestFolder) -> Result {
    let directory = folder.path
    signal(SIGPIPE, SIG_IGN)
    let loop = EventLoop(signals: nil)
    let recorder = Recorder(react)
    var restarts = RestartPolicy()
    restarts.tries = tries
    restarts.delays = [restartDelay]
    var plan = Self.plan(prds, parallel: parallel, stateRoot: directory)
    plan.deadline = deadline.map { Date(timeIntervalSinceNow: $0) }
    plan.settings.limits.tokenBudget = tokenBudget
    plan.run = RunPlan.newRun(at: Date(), random: .random(in: 0...UInt16.max))
    _ = try? StateDirectory(opening: directory).runDirectory(plan.run)
    var breaker = CrashBreaker()
    breaker.pause = breakerPause
    let floor = FactoryFloor(
      plan,
      setup: FloorSetup(
        workerProgram: program,
        environment: ["PATH": "/usr/bin:/bin", "DIR": directory, "BASH_ENV": directory + "/script"],
        rules: FloorRules(
          restarts: restarts, breaker: breaker, patience: patience, brakeLinger: .seconds(brakeLinger)),
        limits: limits, tick: .milliseconds(50), now: { Date() + recorder.ahead }, jitter: { 0 }),
      loop: loop, sinks: [RunFiles(in: plan.directory), recorder])
    recorder.stop = { loop.after(.zero) { floor.stop() } }
    let exit = floor.run()
    let outcomes = floor.board.entries.compactMap { entry in entry.outcome.map { (entry.prd.number, $0) } }
    return Result(
      exit: exit, events: recorder.events, outcomes: Dictionary(uniqueKeysWithValues: outcomes), run: plan.run,
      folder: folder)
  }

  /// A link to bash, which reads the script because of BASH_ENV: a program file that was only just written can't be
  /// started while another thread is starting a process ("text file busy").
  private func script(in directory: String) throws -> String {
    let path = directory + "/kb-worker"
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/bin/bash")
    let text = """
      unset BASH_ENV
      seq=0
      tell() {
        seq=$((seq + 1))
        printf '{"v":1,"run":"%s","prd":%s,"seq":%s,"message":%s}\\n' "$KB_RUN" "$KB_PRD" "$seq" "$1" >&3
      }
      try=${KB_RUN##*-}
      read -r assignment
      \(worker)
      exit
      """
    try text.write(toFile: directory + "/script", atomically: true, encoding: .utf8)
    return path
  }

  static func plan(_ prds: [Int], parallel: Int, stateRoot: String) -> RunPlan {
    var settings = RunSettings()
    settings.parallel = parallel
    let own = RepositoryPlan(
      repository: RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp"), defaultBranch: "main",
      operatorLogin: "alice", checkout: stateRoot, settings: settings, isolation: "a microVM")
    return RunPlan(
      run: "20261124-2214-7f3a", stateRoot: stateRoot, settings: settings, repositories: [own],
      queue: prds.map { PlannedPRD(number: $0, title: "Title \($0)", url: "") })
  }
}

/// Keeps a run's events and lets the test react to them.
private final class Recorder: RunEventSink {
  var events: [RunEvent] = []
  var stop: () -> Void = {}
  /// How far the run's clock is ahead, in seconds.
  var ahead = 0.0
  private let react: @Sendable (RunEvent) -> FloorHarness.Reaction

  init(_ react: @escaping @Sendable (RunEvent) -> FloorHarness.Reaction) {
    self.react = react
  }

  func receive(_ line: RunEventLine, board: RunBoard) {
    events.append(line.event)
    switch react(line.event) {
    case .none: break
    case .stop: stop()
    case .passDeadline: ahead = 86_400
    }
  }
}
