import KBSystem

/// Completion for zsh's own completion system.
enum ZshCompletion {
  static func script(_ table: CompletionTable) -> String {
    let names = table.commands.map { ShellWord.quoted("\($0.name):\(escaped($0.summary, ":\\"))") }
    return """
      #compdef kb
      # zsh completion for kb, made by `kb completions zsh`
      _kb() {
        local -a commands options
        options=('--help:show the commands' '--version:show the version')
        commands=(
      \(names.map { "    " + $0 }.joined(separator: "\n"))
        )
        if (( CURRENT == 2 )); then
          if [[ $PREFIX = -* ]]; then
            _describe -o option options
          else
            _describe command commands
          fi
          return
        fi
        shift words
        (( CURRENT-- ))
        case $words[1] in
      \(table.commands.map(commandCase).joined(separator: "\n"))
        esac
      }
      if [ "$funcstack[1]" = _kb ]; then
        _kb "$@"
      else
        compdef _kb kb
      fi
      """
  }

  private static func commandCase(_ command: CompletionTable.Command) -> String {
    var words = command.options.map { option in
      // The equals sign says that a value may follow it, or be the next word.
      let head = (option.isRepeatable ? "*" : "") + option.name + (option.values == .nothing ? "" : "=")
      let named = head + "[\(escaped(option.summary, "[]\\"))]"
      return option.values == .nothing ? named : named + ":value:" + action(option.values)
    }
    switch command.arguments {
    case .words: words.append("1:argument:" + action(command.arguments))
    case .files, .folders, .anything: words.append("*:argument:" + action(command.arguments))
    case .nothing: break
    }
    return "    \(command.name)) _arguments \(words.map(ShellWord.quoted).joined(separator: " ")) ;;"
  }

  private static func action(_ values: CompletionTable.Values) -> String {
    switch values {
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .files: "_files"
    case .folders: "_files -/"
    case .anything, .nothing: " "
    }
  }

  /// With a backslash before what zsh would take for its own.
  private static func escaped(_ text: String, _ special: String) -> String {
    String(text.flatMap { special.contains($0) ? ["\\", $0] : [$0] })
  }
}
