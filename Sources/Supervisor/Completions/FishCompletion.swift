/// Completion for fish.
enum FishCompletion {
  static func script(_ table: CompletionTable) -> String {
    let head = ["# fish completion for kb, made by `kb completions fish`", "complete -c kb -f"]
    return (head + table.commands.flatMap(lines)).joined(separator: "\n")
  }

  private static func lines(_ command: CompletionTable.Command) -> [String] {
    let seen = "complete -c kb -n '__fish_seen_subcommand_from \(command.name)'"
    var lines = [
      "complete -c kb -n __fish_use_subcommand -a \(command.name) -d \(CompletionShell.quoted(command.summary))"
    ]
    for option in command.options {
      lines.append(
        "\(seen) -l \(option.name.dropFirst(2))\(value(option.values)) -d \(CompletionShell.quoted(option.summary))")
    }
    let arguments = value(command.arguments).replacing(" -x", with: "").replacing(" -r", with: "")
    if !arguments.isEmpty { lines.append(seen + arguments) }
    return lines
  }

  private static func value(_ values: CompletionTable.Values) -> String {
    switch values {
    case .words(let words): " -x -a \(CompletionShell.quoted(words.joined(separator: " ")))"
    case .files: " -r -F"
    case .folders: " -x -a '(__fish_complete_directories)'"
    case .anything: " -x"
    case .nothing: ""
    }
  }
}
