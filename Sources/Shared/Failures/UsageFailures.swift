/// Wrong use of the command line.
extension ExpectedFailure {
  /// `nearest` is the known command that looks most alike; nil when none does.
  package static func unknownCommand(_ name: String, nearest: String?) -> ExpectedFailure {
    ExpectedFailure(
      .unknownCommand, "there is no command `\(SafeText.line(name))`.",
      fix: nearest.map { "did you mean: kb \($0)" } ?? "kb help lists the commands")
  }

  package static func unknownFlag(_ flag: String, of command: String, nearest: String?) -> ExpectedFailure {
    ExpectedFailure(
      .unknownFlag, "kb \(command) has no flag `\(SafeText.line(flag))`.",
      fix: nearest.map { "did you mean: \($0)" } ?? "kb help \(command) lists its flags")
  }

  /// `meant` is the command line that was probably meant; nil where none is known.
  package static func badArgument(_ what: String, command: String, meant: String? = nil) -> ExpectedFailure {
    ExpectedFailure(
      .badArgument, what, fix: meant.map { "did you mean: \($0)" } ?? "kb help \(command) shows how it is used")
  }
}
