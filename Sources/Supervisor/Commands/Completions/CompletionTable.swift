import KBSystem

/// What can be typed after `kb`, from the list of commands. The shells' scripts are made from it and from nothing else.
struct CompletionTable {
  /// What may follow.
  enum Values: Equatable {
    case words([String])
    case files
    case folders
    /// Something that can't be foreseen.
    case anything
    case nothing
  }

  struct Option: Equatable {
    /// With its two hyphens.
    let name: String
    let summary: String
    let isRepeatable: Bool
    /// `nothing` where the flag takes no value.
    let values: Values
  }

  struct Command: Equatable {
    let name: String
    let summary: String
    let options: [Option]
    let arguments: Values
  }

  let commands: [Command]

  init(_ all: [any KBCommand]) {
    commands = all.map { command in
      Command(
        name: command.name, summary: command.summary,
        options: (command.flags + [Flag.help]).map(Self.option),
        arguments: command.name == CommandLineProgram.help
          ? .words(all.map(\.name) + [ConfigurationHelp.topic]) : Self.arguments(of: command))
    }
  }

  private static func option(_ flag: Flag) -> Option {
    // What may follow a value that may be missing is not to be hidden by it.
    let values: Values =
      flag.isValueOptional
      ? .nothing : flag.choices.isEmpty ? flag.value.map(Self.named) ?? .nothing : .words(flag.choices)
    return Option(name: "--" + flag.name, summary: flag.summary, isRepeatable: flag.isRepeatable, values: values)
  }

  /// What may follow a flag whose value may be missing stands among them.
  private static func arguments(of command: any KBCommand) -> Values {
    let optional = command.flags.filter(\.isValueOptional).flatMap(\.choices)
    return command.positional == nil && !optional.isEmpty ? .words(optional) : values(command.positional)
  }

  /// `build|load`, `[FOLDER]`, `N…`.
  private static func values(_ positional: String?) -> Values {
    guard let positional else { return .nothing }
    let words = positional.split(separator: "|").map(String.init)
    let isChoice = words.count > 1 && words.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "-" } }
    return isChoice ? .words(words) : named(positional.filter(\.isLetter))
  }

  private static func named(_ word: String) -> Values {
    switch word {
    case "PATH", "FILE": .files
    case "FOLDER", "DIR": .folders
    default: .anything
    }
  }
}

/// A shell that completions are made for.
enum CompletionShell: String, CaseIterable {
  case bash, zsh, fish

  func script(_ table: CompletionTable) -> String {
    switch self {
    case .bash: BashCompletion.script(table)
    case .zsh: ZshCompletion.script(table)
    case .fish: FishCompletion.script(table)
    }
  }
}
