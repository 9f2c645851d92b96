#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBFailures

/// Runs commands, and keeps the process's event loop going meanwhile. Whoever asks for one waits for its end; only
/// `together` has another one run beside it.
package final class ProcessRunner: Effects {
  /// How hard the process has been asked to stop.
  package enum StopLevel: Int, Comparable {
    case none, afterStep, now
    package static func < (left: StopLevel, right: StopLevel) -> Bool { left.rawValue < right.rawValue }
  }

  package let loop: EventLoop
  /// The environment of every command; a command's own additions come on top.
  package let environment: [String: String]
  /// Told of every command before it starts; may ask to stop.
  package var onStart: (Command) -> Void = { _ in }

  /// Switches for fault tests.
  package let faults: FaultPoints

  /// The least limit of the commands that it runs, where theirs is not fixed; nil leaves each its own.
  package var leastLimit: Duration?

  package private(set) var stopLevel = StopLevel.none
  /// Those that somebody waits for; the last one began last.
  private var running: [RunningCommand] = []
  /// What is done while the next command runs; the last one first.
  private var asides: [() -> Void] = []
  private var probe: RunningCommand?

  package init(loop: EventLoop, environment: [String: String], faults: FaultPoints = .none) {
    self.loop = loop
    self.environment = environment
    self.faults = faults
  }

  package var now: Date { Date() }

  /// Asks to stop. The running command is interrupted or may finish, as its policy says; `now` ends it in any case.
  package func requestStop(_ level: StopLevel) {
    stopLevel = max(stopLevel, level)
    for command in running where interrupts(command.command) {
      command.end(.stopped, with: stopLevel == .now ? .atOnce : .politely)
    }
  }

  /// Whether a running command is ended.
  private func interrupts(_ command: Command) -> Bool {
    switch command.onStop {
    case .runAnyway: false
    case .finish, .startNoMore: stopLevel == .now
    case .interrupt: stopLevel > .none
    }
  }

  /// Whether a command must not start any more.
  private func refuses(_ command: Command) -> Bool {
    switch command.onStop {
    case .runAnyway: false
    case .finish: stopLevel == .now
    case .startNoMore, .interrupt: stopLevel > .none
    }
  }

  package func run(_ command: Command, observe: @escaping (OutputLine) -> Bool) throws -> CommandResult {
    let command = command.atLeast(leastLimit)
    onStart(command)
    if refuses(command) { throw StopRequested() }
    let running = try RunningCommand(
      command, path: find(command.program), environment: environment, faults: faults, on: loop, observe)
    running.probe = { [weak self] answer in self?.ask(command.probes[...], answer) }
    self.running.append(running)
    defer {
      self.running.removeLast()
      endProbe()
    }
    asides.popLast()?()
    loop.run { running.result != nil }
    guard let result = running.result else { throw StopRequested() }
    return result
  }

  package func together<First, Second>(
    _ first: () throws -> First, _ second: @escaping () throws -> Second
  ) throws -> (First, Second) {
    var other: Result<Second, any Error>?
    let outer = asides.count
    asides.append { other = Result { try second() } }
    let one = Result { try first() }
    // It may have run no command.
    if asides.count > outer { asides.removeLast()() }
    guard let other else { throw StopRequested() }
    return (try one.get(), try other.get())
  }

  private func ask(_ probes: ArraySlice<Command>, _ answer: @escaping (Bool) -> Void) {
    guard let command = probes.first, stopLevel == .none else { return answer(false) }
    do {
      onStart(command)
      let probe = try RunningCommand(
        command, path: find(command.program), environment: environment, faults: faults, on: loop, { _ in true })
      self.probe = probe
      probe.onEnd = { [weak self] result in
        if result.succeeded { answer(true) } else { self?.ask(probes.dropFirst(), answer) }
      }
    } catch {
      ask(probes.dropFirst(), answer)
    }
  }

  /// What it was asked about is over: nothing runs beside the next command.
  private func endProbe() {
    guard let probe, probe.result == nil else { return }
    probe.onEnd = { _ in }
    probe.end(.stopped, with: .atOnce)
    loop.run { probe.result != nil }
    self.probe = nil
  }

  package func wait(_ duration: Duration) throws {
    var over = false
    let timer = loop.after(duration * faults.delayScale) { over = true }
    defer { loop.cancel(timer) }
    loop.run { over || stopLevel > .none }
    if stopLevel > .none { throw StopRequested() }
  }

  /// The program's file. Throws KB-M001 when PATH has no such program.
  package func find(_ program: String) throws(ExpectedFailure) -> String {
    if program.hasPrefix("/") { return program }
    for directory in (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":") {
      let path = "\(directory)/\(program)"
      var info = stat()
      if access(path, X_OK) == 0, stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG { return path }
    }
    throw .programMissing(program)
  }
}
