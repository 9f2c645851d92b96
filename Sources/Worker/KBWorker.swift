#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBConfiguration
import KBFailures
import KBProtocol
import KBSystem
import KBText

/// One Worker process: it owns one PRD for one Factory Run. Orders come on descriptor 0, events go to descriptor 3.
@main
struct KBWorker {
  static func main() {
    if CommandLine.arguments.dropFirst().first == "--version" {
      Descriptor.writeAll(1, Array("kb-worker \(BuildVersion.text)\n".utf8))
      return
    }
    exit(run())
  }

  /// The exit status: 0 when an outcome was told, 1 when the assignment never came or could not be read.
  private static func run() -> Int32 {
    // First of all: until the handlers stand, a signal's default ends a process that has claimed nothing yet.
    guard let signals = try? SignalPipe([SIGCHLD, SIGTERM, SIGINT]) else { return 1 }
    Platform.adoptOrphans()
    let loop = EventLoop(signals: signals)
    let environment = ProcessEnvironment.current
    let faults = FaultPoints(environment)
    let runner = ProcessRunner(loop: loop, environment: environment, faults: faults)
    let control = ControlChannel(orders: 0, events: 3, loop: loop, runner: runner)
    loop.onSignal = { _ in runner.requestStop(runner.stopLevel == .none ? .afterStep : .now) }

    guard let assignment = control.awaitAssignment(within: .seconds(30)) else {
      let failure = ExpectedFailure.orderUnreadable(control.problem ?? "nothing came within 30 s")
      Descriptor.writeAll(2, Array((DiagnosedFailure(failure).lines.joined(separator: "\n") + "\n").utf8))
      return 1
    }
    runner.leastLimit = assignment.settings.limits.leastCommandLimit
    let narrator = Narrator(
      assignment, redaction: Redaction(environment: environment), faults: faults, send: control.send)
    let outcome = WorkerRun(
      assignment, effects: runner, narrator: narrator, control: control, environment: environment, faults: faults
    ).run()
    narrator.end(outcome)
    control.drain()
    return 0
  }
}
