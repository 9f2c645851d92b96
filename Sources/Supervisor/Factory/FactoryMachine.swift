#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBConfiguration
import KBFailures
import KBRepository
import KBSandboxes
import KBState
import KBSystem

/// What a run stands on in this process: signals, the event loop, programs, the terminal.
final class FactoryMachine {
  let loop: EventLoop
  let runner: ProcessRunner
  let output: Output
  /// Called for Ctrl-C and SIGTERM once workers may run; before that, they end the look around.
  var onStop: (() -> Void)?
  /// Called when the terminal has another size.
  var onResize: () -> Void = {}
  /// Called when this process goes on after Ctrl-Z: the shell has written below what stood there.
  var onContinue: () -> Void = {}

  let surroundings: Surroundings
  private let writesToTerminal = Terminal.isTerminal(1)

  /// Takes over the process's signals: the first thing a run does.
  init(_ surroundings: Surroundings) throws {
    self.surroundings = surroundings
    let signals: SignalPipe
    do {
      signals = try SignalPipe([SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT])
    } catch {
      throw ExpectedFailure.cannotStart("kb", error)
    }
    Platform.adoptOrphans()
    loop = EventLoop(signals: signals)
    runner = ProcessRunner(loop: loop, environment: surroundings.environment, faults: surroundings.faults)
    output = Output(1, on: loop)
    loop.onSignal = { [weak self] in self?.receive($0) }
  }

  /// `kb-worker` beside `kb`.
  var workerProgram: String {
    let own = surroundings.executable ?? "/kb"
    return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/kb-worker"
  }

  /// Throws KB-M004 where there is no place for the state directory.
  func preflightSupplies() throws(ExpectedFailure) -> Preflight.Supplies {
    let runner = runner
    let environment = surroundings.environment
    let stateRoot = try StateDirectory.path(environment: environment)
    return Preflight.Supplies(
      forge: { settings, repository in
        try RunForge.make(
          settings.forge, of: repository, clones: FactoryClone.root(settings, stateRoot: stateRoot), effects: runner)
      },
      sandbox: { settings, stateRoot in
        SandboxMaker.make(
          settings.sandbox.backend, effects: runner, stateRoot: stateRoot, environment: environment, settings: settings)
      },
      workerProgram: workerProgram, stateRoot: stateRoot, environment: environment,
      faults: surroundings.faults,
      goBy: { runner.leastLimit = [runner.leastLimit, $0.limits.leastCommandLimit].compactMap { $0 }.max() },
      tell: surroundings.complain)
  }

  private func receive(_ signal: Int32) {
    switch signal {
    case SIGINT, SIGTERM: onStop.map { $0() } ?? runner.requestStop(.now)
    // A file or pipe that standard output was led to is still there.
    case SIGHUP: if writesToTerminal { output.giveUp() }
    case SIGWINCH: onResize()
    case SIGCONT: onContinue()
    default: break
    }
  }
}
