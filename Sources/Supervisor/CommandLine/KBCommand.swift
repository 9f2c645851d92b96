import KBConfiguration
import KBFailures
import KBSystem
import KBText

/// One command of `kb`. To add one: a file like the others here, an entry in `KBCommands.all`, a section in docs/cli.md.
protocol KBCommand: Sendable {
  /// The word after `kb`.
  var name: String { get }
  /// One line for the list of commands.
  var summary: String { get }
  var flags: [Flag] { get }
  /// What it takes besides flags, such as `[COMMAND]`; nil is nothing.
  var positional: String? { get }
  /// Command lines that show how it is used.
  var examples: [String] { get }

  /// Does it. Throws `ExpectedFailure` where it can't, `StopRequested` where it was interrupted.
  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit
}

extension KBCommand {
  var flags: [Flag] { [] }
  var positional: String? { nil }

  /// `kb run [--prd N]… [--parallel N]`.
  var usage: String {
    let shown = flags.map { "[\($0.text)]" + ($0.isRepeatable ? "…" : "") }
    return (["kb", name] + [positional].compactMap { $0 } + shown).joined(separator: " ")
  }
}

/// Every command: the one place to add another.
enum KBCommands {
  static let all: [any KBCommand] = [
    RunCommand(), PlanCommand(), DoctorCommand(), InitCommand(), TrustCommand(),
    WorkersCommand(), LogsCommand(), StopCommand(), BrakeCommand(), ReportCommand(), SavedCommand(), CleanCommand(),
    DemoCommand(), TemplateCommand(), CompletionsCommand(), HelpCommand(), VersionCommand(),
  ]

  /// Throws KB-U001.
  static func named(_ name: String) throws(ExpectedFailure) -> any KBCommand {
    if let command = all.first(where: { $0.name == name }) { return command }
    throw .unknownCommand(name, nearest: NearestName.of(name, among: all.map(\.name)))
  }
}

/// What a command may know of where it was started. Nothing else reads the environment.
struct Surroundings: Sendable {
  let environment: [String: String]
  /// The directory that `kb` was started in, absolute.
  let directory: String
  /// The file of the running program; nil where the system does not tell.
  let executable: String?
  /// Switches for fault tests.
  let faults: FaultPoints

  /// The environment's variable; nil where it is missing or empty.
  func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Writes to standard output, waiting where the reader is slow.
  func print(_ text: String) { Descriptor.writeAll(1, Array((text + "\n").utf8)) }

  /// Writes text to standard output, on a terminal wrapped to its width: further rows of a line begin below its last
  /// column, which at least two spaces set apart.
  func printWrapped(_ text: String) {
    let width = Terminal.isTerminal(1) && variable("TERM") != "dumb" ? Terminal.size(of: 1)?.columns : nil
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      let gap = line.ranges(of: "  ").last?.upperBound ?? line.startIndex
      let start = line.count - line[gap...].drop { $0 == " " }.count
      return StyledLine(String(line)).wrapped(forTerminal: width, indent: start < (width ?? 0) * 2 / 3 ? start : 0)
    }
    print(rows.map { $0.text(colours: false) }.joined(separator: "\n"))
  }

  /// Writes lines to standard output: on a terminal in colours, unless `NO_COLOR` is set, and wrapped to its width.
  func print(_ lines: [StyledLine]) {
    let isTerminal = Terminal.isTerminal(1) && variable("TERM") != "dumb"
    let colours = isTerminal && variable("NO_COLOR") == nil
    let rows = lines.flatMap { $0.wrapped(forTerminal: isTerminal ? Terminal.size(of: 1)?.columns : nil) }
    print(rows.map { $0.text(colours: colours) }.joined(separator: "\n"))
  }

  /// Writes to standard error, on a terminal wrapped to its width.
  func complain(_ text: String) {
    let columns = Terminal.isTerminal(2) ? Terminal.size(of: 2)?.columns : nil
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      StyledLine(String($0)).wrapped(forTerminal: columns, indent: 4)
    }
    Descriptor.writeAll(2, Array((rows.map { $0.text(colours: false) + "\n" }.joined()).utf8))
  }
}
