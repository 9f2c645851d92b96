import KBSystem

/// Completion for fish.
enum FishCompletion {
  static func script(_ table: CompletionTable) -> String {
    ([head] + table.commands.flatMap(lines)).joined(separator: "\n")
  }

  /// fish's own `__fish_seen_subcommand_from` looks at every word: `kb help run` would get the flags of run.
  private static let head = """
    # fish completion for kb, made by `kb completions fish`
    function __kb_without_command
      test (count (commandline -opc)) -eq 1
    end
    function __kb_command
      set -l typed (commandline -opc)
      test (count $typed) -gt 1; and test $typed[2] = $argv[1]
    end
    function __kb_without_word
      set -l typed (commandline -opc)
      set -e typed[1]
      set -e typed[1]
      for word in $typed
        contains -- $word $argv; and return 1
      end
      return 0
    end
    complete -c kb -f
    complete -c kb -n __kb_without_command -l help -d 'show the commands'
    complete -c kb -n __kb_without_command -l version -d 'show the version'
    """

  private static func lines(_ command: CompletionTable.Command) -> [String] {
    var lines = [
      "complete -c kb -n __kb_without_command -a \(command.name) -d \(ShellWord.quoted(command.summary))"
    ]
    let seen = "complete -c kb -n '__kb_command \(command.name)"
    for option in command.options {
      lines.append(
        "\(seen)' -l \(option.name.dropFirst(2))\(value(option.values)) -d \(ShellWord.quoted(option.summary))")
    }
    switch command.arguments {
    case .words(let words):
      let all = words.joined(separator: " ")
      lines.append("\(seen); and __kb_without_word \(all)' -a '\(all)'")
    case .files: lines.append("\(seen)' -F")
    case .folders: lines.append("\(seen)' -a '(__fish_complete_directories)'")
    case .anything, .nothing: break
    }
    return lines
  }

  private static func value(_ values: CompletionTable.Values) -> String {
    switch values {
    case .words(let words): " -x -a \(ShellWord.quoted(words.joined(separator: " ")))"
    case .files: " -r -F"
    case .folders: " -x -a '(__fish_complete_directories)'"
    case .anything: " -x"
    case .nothing: ""
    }
  }
}
