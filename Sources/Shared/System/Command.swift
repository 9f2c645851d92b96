import KBText

/// One call of a program, as a value. Builders make it, `ProcessRunner` runs it; it never passes through a shell.
package struct Command: Equatable, Sendable {
  /// What the program reads on its standard input.
  package enum Input: Equatable, Sendable {
    /// `/dev/null`.
    case nothing
    case text(String)
    /// A pipe in which nothing comes and that ends with this process, however that ends.
    case heldOpen
  }

  /// What an order to stop does to a running command.
  package enum StopPolicy: Equatable, Sendable {
    /// It may end by itself (a push, a comment), within its limit, and may still be started. The second order ends it.
    case finish
    /// It may end by itself, but is not started any more (creating a sandbox).
    case startNoMore
    /// It is interrupted at once (an agent session).
    case interrupt
    /// It runs to its end even then: it ends what would go on without it (stopping a sandbox).
    case runAnyway
  }

  /// The program's name, looked up in PATH, or its absolute path.
  package var program: String
  package var arguments: [String]
  package var input: Input
  /// Working directory; nil keeps the caller's.
  package var directory: String?
  /// Added to the environment that the runner gives to every command.
  package var environment: [String: String]
  /// What it gets of the runner's environment.
  package var inheritance = ProgramEnvironment.Inheritance.all
  /// Whether the program only stands around the one that is meant, and must not get the signals that are meant for that.
  package var isWrapped = false
  /// The longest it may take in all.
  package var limit: Duration
  /// Whether the limit is one that people know, such as a session's: it is not raised by `atLeast`.
  package var isLimitFixed = false
  /// The longest it may go without a sign of progress; nil is no such limit.
  package var silence: Duration?
  /// Asked, one after another, before a silent program is ended: the first that succeeds is a sign of progress.
  package var probes: [Command] = []
  package var onStop: StopPolicy
  /// What is kept of each of its streams.
  package var keeps = Keeps.first(32 << 20)
  /// The most that it may print in all, in bytes, where a line counts as `leastLine` at least: beyond that it is ended.
  package var outputLimit = 1 << 30

  /// Which part of a stream a `CommandResult` holds, in bytes.
  package enum Keeps: Equatable, Sendable {
    case first(Int)
    case last(Int)
  }

  /// Bytes that a line counts as at least: the shortest costs as much time as one of these.
  package static let leastLine = 256

  package init(
    _ program: String, _ arguments: [String], input: Input = .nothing, directory: String? = nil,
    environment: [String: String] = [:], limit: Duration = .seconds(120), silence: Duration? = nil,
    onStop: StopPolicy = .finish
  ) {
    self.program = program
    self.arguments = arguments
    self.input = input
    self.directory = directory
    self.environment = environment
    self.limit = limit
    self.silence = silence
    self.onStop = onStop
  }

  /// The same command with a limit that is no shorter than this one, unless its own is fixed. Pure.
  package func atLeast(_ limit: Duration?) -> Command {
    guard let limit, !isLimitFixed else { return self }
    var command = self
    command.limit = max(command.limit, limit)
    return command
  }

  /// For what an agent has a hand in: the most it may print, and its end is kept, which tells why it ended.
  package mutating func setOutputLimit(mebibytes: Double) {
    outputLimit = Int(bounded: mebibytes * 1_048_576)
    keeps = .last(1 << 18)
  }

  /// Sets a limit that people know and that is not raised.
  package mutating func setFixedLimit(_ limit: Duration) {
    self.limit = limit
    isLimitFixed = true
  }

  /// The command as a person would type it, for logs and messages. Long arguments are cut.
  package var description: String {
    ([program] + arguments).map { Self.quoted($0.count > 80 ? $0.prefix(77) + "..." : Substring($0)) }
      .joined(separator: " ")
  }

  /// The command as a person can type it: nothing is cut. Variables and input are not part of it.
  package var typed: String { ([program] + arguments).map { Self.quoted(Substring($0)) }.joined(separator: " ") }

  /// The argument as a shell reads it back, for people: krutrimbox itself never builds shell text.
  private static func quoted(_ argument: Substring) -> String {
    let isPlain =
      !argument.isEmpty
      && argument.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=@,+%".contains($0)) }
    return isPlain
      ? String(argument)
      : "'" + argument.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

/// One line that a running command has printed.
package struct OutputLine: Equatable, Sendable {
  package enum Stream: Equatable, Sendable {
    case output, errors
  }
  package let stream: Stream
  /// Invalid UTF-8 has been replaced; without the newline.
  package let text: String

  package init(_ stream: Stream, _ text: String) {
    self.stream = stream
    self.text = text
  }
}

/// How a command ended, and what it printed.
package struct CommandResult: Equatable, Sendable {
  package enum End: Equatable, Sendable {
    case exited(ExitStatus)
    /// It was ended because it took longer than its limit.
    case outOfTime(Duration)
    /// It was ended because it showed no progress for so long.
    case silent(Duration)
    /// It was ended because it printed more than so many bytes.
    case flooded(Int)
    /// It was ended because the run is being stopped.
    case stopped
  }
  package let end: End
  /// Of standard output what `Command.keeps` says.
  package let output: String
  /// Of standard error the same.
  package let errors: String

  package init(end: End, output: String = "", errors: String = "") {
    self.end = end
    self.output = output
    self.errors = errors
  }

  /// Of a command that was ended because of what it printed.
  package static func floodText(_ limit: Int) -> String {
    "it printed more than \((Double(limit) / 1_048_576).tenths) MiB"
  }

  package var succeeded: Bool { end == .exited(.success) }
}
