import KBConfiguration
import KBFailures

/// `kb help [COMMAND]`, `kb help config`.
struct HelpCommand: KBCommand {
  /// Every command, this one too.
  let commands: @Sendable () -> [any KBCommand]
  let name = CommandLineProgram.help
  let summary = "show the commands, or one command's flags"
  let positional: String? = "[COMMAND|\(ConfigurationHelp.topic)]"
  let examples = ["kb help run", "kb help config"]
  let flags = [Flag("man", "print the manual page kb(1)")]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    if arguments.words.count > 1 {
      throw ExpectedFailure.badArgument("kb help takes one command at a time.", command: name)
    }
    if arguments.has("man") {
      surroundings.print(ManualPage.text(of: commands()))
      return .success
    }
    if arguments.words.first == ConfigurationHelp.topic {
      surroundings.printWrapped(ConfigurationHelp.text)
      return .success
    }
    let command = try arguments.words.first.map { name throws(ExpectedFailure) in try commands().named(name) }
    surroundings.printWrapped(command.map { HelpText.of($0) } ?? HelpText.overview(of: commands()))
    return .success
  }
}
