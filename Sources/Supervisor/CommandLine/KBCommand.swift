import KBConfiguration
import KBFailures
import KBText

/// One command of `kb`. To add one: a file like the others here, an entry in `CommandTable.all`, a section in docs/cli.md.
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

extension [any KBCommand] {
  /// Throws KB-U001.
  func named(_ name: String) throws(ExpectedFailure) -> any KBCommand {
    if let command = first(where: { $0.name == name }) { return command }
    throw .unknownCommand(name, nearest: NearestName.of(name, among: map(\.name)))
  }
}
