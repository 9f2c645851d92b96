import KBSystem

/// Completion for bash 3.2 and newer.
enum BashCompletion {
  static func script(_ table: CompletionTable) -> String {
    """
    # bash completion for kb, made by `kb completions bash`
    _kb() {
      local current previous
      COMPREPLY=()
      current=${COMP_WORDS[COMP_CWORD]}
      previous=${COMP_WORDS[COMP_CWORD-1]}
      # --flag=value is three words.
      if [ "$current" = "=" ]; then
        current=""
      elif [ "$previous" = "=" ] && [ "$COMP_CWORD" -gt 2 ]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
      fi
      if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "\(table.commands.map(\.name).joined(separator: " ")) --help --version" -- "$current"))
        return
      fi
      case "${COMP_WORDS[1]} $previous" in
    \(table.commands.flatMap(valueCases).joined(separator: "\n"))
      esac
      case "${COMP_WORDS[1]}" in
    \(table.commands.map(commandCase).joined(separator: "\n"))
      esac
    }
    complete -F _kb kb
    """
  }

  private static func valueCases(_ command: CompletionTable.Command) -> [String] {
    command.options.filter { $0.values != .nothing }.map { option in
      "    \"\(command.name) \(option.name)\") \(action(option.values)); return ;;"
    }
  }

  private static func commandCase(_ command: CompletionTable.Command) -> String {
    let flags = command.options.map(\.name).joined(separator: " ")
    return """
          \(command.name))
            case "$current" in
              -*) COMPREPLY=($(compgen -W "\(flags)" -- "$current")) ;;
              *) \(action(command.arguments)) ;;
            esac ;;
      """
  }

  private static func action(_ values: CompletionTable.Values) -> String {
    switch values {
    case .words(let words): "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$current\"))"
    case .files: "local IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$current\"))"
    case .folders: "local IFS=$'\\n'; COMPREPLY=($(compgen -d -- \"$current\"))"
    case .anything, .nothing: ":"
    }
  }
}
