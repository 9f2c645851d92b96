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

  /// `kb trust` has nobody to ask. `digest` is the content that waits for an answer.
  package static func trustNeedsAnswer(_ repository: RepositoryIdentity, digest: String) -> ExpectedFailure {
    ExpectedFailure(
      .trustNeedsAnswer, "kb trust has nobody to ask about \(repository): it does not run on a terminal.",
      fix: "kb trust \(digest) trusts what is shown above, and nothing else")
  }

  /// `meant` is the command line that was probably meant; nil where none is known.
  package static func badArgument(_ what: String, command: String, meant: String? = nil) -> ExpectedFailure {
    ExpectedFailure(
      .badArgument, what, fix: meant.map { "did you mean: \($0)" } ?? "kb help \(command) shows how it is used")
  }
}
