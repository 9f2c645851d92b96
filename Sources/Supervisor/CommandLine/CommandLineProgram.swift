import KBFailures
import KBSystem

/// `kb` from its arguments to its exit status.
struct CommandLineProgram {
  /// Every command.
  let commands: [any KBCommand]

  /// The command that no argument at all and `--help` mean.
  static let help = "help"
  /// The command that `--version` means.
  static let version = "version"

  /// Runs the command that the arguments name; every failure has been printed when it returns.
  func run(_ arguments: [String], in surroundings: Surroundings) -> KBExit {
    do {
      return try dispatch(arguments, in: surroundings)
    } catch is StopRequested {
      return .interrupted
    } catch {
      let failure = DiagnosedFailure(error)
      surroundings.complain(ErrorText.render(failure))
      return KBExit(beforeWork: failure.failureClass)
    }
  }

  private func dispatch(_ arguments: [String], in surroundings: Surroundings) throws -> KBExit {
    let (command, words) = try choose(arguments)
    let reader = ArgumentReader(command: command.name, flags: command.flags, positional: command.positional)
    let read = try reader.read(words)
    if read.has(Flag.help.name) {
      surroundings.printWrapped(HelpText.of(command))
      return .success
    }
    return try command.run(read, in: surroundings)
  }

  private func choose(_ arguments: [String]) throws(ExpectedFailure) -> (any KBCommand, [String]) {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case nil: return (try commands.named(Self.help), [])
    case "-h", "--help": return (try commands.named(Self.help), rest)
    case "--version": return (try commands.named(Self.version), rest)
    case let name?: return (try commands.named(name), rest)
    }
  }
}
