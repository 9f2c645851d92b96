import KBConfiguration
import KBFailures

/// `kb completions`.
struct CompletionsCommand: KBCommand {
  /// Every command, this one too.
  let commands: @Sendable () -> [any KBCommand]
  let name = "completions"
  let summary = "print the completion script of a shell"
  let positional: String? = CompletionShell.allCases.map(\.rawValue).joined(separator: "|")
  let examples = ["kb completions bash", "kb completions zsh", "kb completions fish"]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let known = CompletionShell.allCases.map(\.rawValue)
    guard arguments.words.count == 1, let shell = CompletionShell(rawValue: arguments.words[0]) else {
      throw ExpectedFailure.badArgument("kb completions takes one of \(known.joined(separator: ", ")).", command: name)
    }
    surroundings.print(shell.script(CompletionTable(commands())))
    return .success
  }
}
