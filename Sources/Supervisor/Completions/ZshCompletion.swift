/// Completion for zsh's own completion system.
enum ZshCompletion {
  static func script(_ table: CompletionTable) -> String {
    let names = table.commands.map { CompletionShell.quoted("\($0.name):\(plain($0.summary))") }
    return """
      #compdef kb
      # zsh completion for kb, made by `kb completions zsh`
      _kb() {
        local -a commands
        commands=(
      \(names.map { "    " + $0 }.joined(separator: "\n"))
        )
        if (( CURRENT == 2 )); then
          _describe command commands
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
      let head = (option.isRepeatable ? "*" : "") + option.name + "[\(plain(option.summary))]"
      return option.values == .nothing ? head : head + ":value:" + action(option.values)
    }
    if command.arguments != .nothing { words.append("*:argument:" + action(command.arguments)) }
    return "    \(command.name)) _arguments \(words.map(CompletionShell.quoted).joined(separator: " ")) ;;"
  }

  private static func action(_ values: CompletionTable.Values) -> String {
    switch values {
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .files: "_files"
    case .folders: "_files -/"
    case .anything, .nothing: " "
    }
  }

  /// Without what `_arguments` takes for its own: brackets, colons, backslashes.
  private static func plain(_ text: String) -> String {
    String(text.map { "[]:\\".contains($0) ? " " : $0 })
  }
}
