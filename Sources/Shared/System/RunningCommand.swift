#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBFailures

/// One started program: reads its output line by line, feeds its input, watches its limits and ends it where it must.
final class RunningCommand {
  /// How a command is ended.
  enum Ending {
    /// Interrupt, 7.5 s, terminate, 2.5 s, kill (the ladder of the GitHub Actions runner).
    case politely
    /// Terminate, 1 s, kill.
    case atOnce
  }

  let command: Command
  /// nil while it runs.
  private(set) var result: CommandResult?
  /// Called once, when there is a result.
  var onEnd: (CommandResult) -> Void = { _ in }
  /// Asked before a silent program is ended; answers whether it is at work all the same.
  var probe: (_ answer: @escaping (Bool) -> Void) -> Void = { $0(false) }

  private let loop: EventLoop
  private let observe: (OutputLine) -> Bool
  private let pid: Int32
  private var output: OutputReader
  private var errors: OutputReader
  private var input: InputWriter?
  /// Our end of an input that is held open.
  private var held: Int32?
  private var ended: CommandResult.End?
  /// Its exit status, and the bytes that were read by then; what was printed before is still read.
  private var exit: (status: ExitStatus, bytes: Int)?
  /// The turn that takes what was read and is left.
  private var nextTurn: EventLoop.Token?
  private var timers: [EventLoop.Token] = []
  private var silenceTimer: EventLoop.Token?
  /// Counts signs of progress: an answer to a question that was asked before the last one does not count.
  private var signs = 0

  /// Starts the program. Throws KB-M002 when the system refuses.
  init(
    _ command: Command, path: String, environment: [String: String], faults: FaultPoints, on loop: EventLoop,
    _ observe: @escaping (OutputLine) -> Bool
  ) throws(ExpectedFailure) {
    self.command = command
    self.loop = loop
    self.observe = observe
    do {
      let outputPipe = try Descriptor.pipe()
      let errorPipe = try Descriptor.pipe()
      var mapping: [Int32: Int32] = [1: outputPipe.writer, 2: errorPipe.writer]
      var inputPipe: (reader: Int32, writer: Int32)?
      if command.input != .nothing {
        inputPipe = try Descriptor.pipe()
        mapping[0] = inputPipe?.reader
      }
      defer { mapping.values.forEach { close($0) } }
      output = OutputReader(outputPipe.reader, keeping: command.keeps)
      errors = OutputReader(errorPipe.reader, keeping: command.keeps)
      switch command.input {
      case .nothing: break
      case .text(let text): input = inputPipe.map { InputWriter($0.writer, Array(text.utf8)) }
      case .heldOpen: held = inputPipe?.writer
      }
      do {
        pid = try Spawn.start(
          Spawn.Request(
            path: path, arguments: command.arguments,
            environment: ProgramEnvironment.of(environment, command.inheritance)
              .merging(command.environment) { _, own in own },
            directory: command.directory, descriptors: mapping))
      } catch {
        output.close()
        errors.close()
        input?.close()
        if let held { Descriptor.close(held) }
        throw error
      }
    } catch {
      throw .cannotStart(command.program, error)
    }
    watch()
    if let folder = faults.timeUpFolder { watchForTimeUp(in: folder) }
  }

  /// Ends the program's whole group. The first reason counts.
  func end(_ reason: CommandResult.End, with ending: Ending) {
    if exit != nil { return }
    if ended == nil { ended = reason }
    let steps: [(after: Duration, signal: Int32)] =
      switch ending {
      case .politely: [(.zero, SIGINT), (.milliseconds(7500), SIGTERM), (.seconds(10), SIGKILL)]
      case .atOnce: [(.zero, SIGTERM), (.seconds(1), SIGKILL)]
      }
    for step in steps {
      timers.append(
        loop.after(step.after) { [pid, command] in
          if command.isWrapped && step.signal != SIGKILL {
            ProcessTable.signalSession(of: pid, step.signal)
          } else {
            kill(-pid, step.signal)
          }
        })
    }
  }

  private func watch() {
    output.watch(on: loop) { [weak self] in self?.drain(.output) }
    errors.watch(on: loop) { [weak self] in self?.drain(.errors) }
    input?.watch(on: loop)
    loop.onExit(of: pid) { status in self.finish(status) }
    timers.append(loop.after(command.limit) { [weak self] in self?.endOutOfTime() })
    restartSilence()
  }

  private func endOutOfTime() { end(.outOfTime(command.limit), with: .politely) }

  /// For fault tests (docs/operations.md): the time is over when a file with the program's process id appears.
  private func watchForTimeUp(in folder: String) {
    let mark = "\(folder)/\(pid)"
    timers.append(loop.every(.milliseconds(10)) { [weak self] in if unlink(mark) == 0 { self?.endOutOfTime() } })
  }

  private func restartSilence() {
    guard let silence = command.silence else { return }
    signs += 1
    loop.cancel(silenceTimer)
    silenceTimer = loop.after(silence) { [weak self, signs] in
      self?.probe { isAtWork in
        guard let self, self.signs == signs, self.result == nil else { return }
        if isAtWork { self.restartSilence() } else { self.end(.silent(silence), with: .politely) }
      }
    }
  }

  /// One turn's lines of a stream.
  private func drain(_ stream: OutputLine.Stream) {
    var progress = false
    for line in reader(of: stream).read() where observe(OutputLine(stream, line)) { progress = true }
    guard exit == nil else { return }
    if progress { restartSilence() }
    if output.weight + errors.weight > command.outputLimit { return flooded() }
    if nextTurn == nil, output.hasMore || errors.hasMore { takeRestNextTurn() }
  }

  private func takeRestNextTurn() {
    nextTurn = loop.after(.zero) { [weak self] in
      guard let self else { return }
      nextTurn = nil
      for stream in [OutputLine.Stream.output, .errors] where reader(of: stream).hasMore { drain(stream) }
    }
  }

  private func reader(of stream: OutputLine.Stream) -> OutputReader {
    switch stream {
    case .output: output
    case .errors: errors
    }
  }

  private func flooded() {
    [output, errors].forEach { $0.stop() }
    end(.flooded(command.outputLimit), with: .atOnce)
  }

  /// The exit status comes from `waitpid`; what the pipe still holds is read, but its end is not waited for: a
  /// grandchild may keep it open for hours, or print on.
  private func finish(_ status: ExitStatus) {
    timers.forEach(loop.cancel)
    [silenceTimer, nextTurn].forEach(loop.cancel)
    exit = (status, output.bytes + errors.bytes)
    readRest()
  }

  private func readRest() {
    guard let exit else { return }
    for stream in [OutputLine.Stream.output, .errors] where reader(of: stream).hasMore || !reader(of: stream).isEmpty {
      drain(stream)
    }
    let isRead = [output, errors].allSatisfy { $0.isEmpty && !$0.hasMore }
    let isByOthers = output.bytes + errors.bytes - exit.bytes > Self.mostInPipes
    if isRead || isByOthers { conclude(exit.status) } else { loop.after(.zero) { self.readRest() } }
  }

  /// What both pipes can have held when the program ended: 1 MiB each, where a program without privileges has made them
  /// larger (pipe(7), /proc/sys/fs/pipe-max-size).
  private static let mostInPipes = 2 << 20

  private func conclude(_ status: ExitStatus) {
    for line in output.rest() { _ = observe(OutputLine(.output, line)) }
    for line in errors.rest() { _ = observe(OutputLine(.errors, line)) }
    output.close()
    errors.close()
    input?.close()
    if let held { Descriptor.close(held) }
    let result = CommandResult(end: ended ?? .exited(status), output: output.text, errors: errors.text)
    if ended == nil { return tell(result) }
    endGroup(tries: Self.groupTries) { self.tell(result) }
  }

  private func tell(_ result: CommandResult) {
    self.result = result
    onEnd(result)
  }

  /// The rest of the group, which got the signal too, has a moment before it is killed: a git takes its lock files away
  /// (git's tempfile.c).
  private func endGroup(tries: Int, then: @escaping () -> Void) {
    guard tries > 0, ProcessTable.hasGroup(pid) else {
      kill(-pid, SIGKILL)
      return then()
    }
    loop.after(.milliseconds(10)) { self.endGroup(tries: tries - 1, then: then) }
  }

  /// One second.
  private static let groupTries = 100
}
