/// The help as text.
enum HelpText {
  /// What `kb --help` shows.
  static func overview(of commands: [any KBCommand]) -> String {
    let rows = commands.map { ("  kb \($0.name)", $0.summary) }
    return """
      kb works on the PRDs of a GitHub repository with coding agents in sandboxes.

      \(columns(rows).joined(separator: "\n"))

      kb help COMMAND shows a command's flags, kb help config the configuration. Begin with: kb doctor
      """
  }

  /// What `kb help COMMAND` shows.
  static func of(_ command: any KBCommand) -> String {
    let rows = (command.flags + [Flag.help]).map { flag in
      ("  " + (flag.short.map { "-\($0), " } ?? "") + flag.text + (flag.isRepeatable ? "…" : ""), flag.summary)
    }
    let usage = ["kb", command.name, command.positional].compactMap { $0 } + (command.flags.isEmpty ? [] : ["[FLAG]…"])
    return """
      usage: \(usage.joined(separator: " "))
      \(command.summary)

      \(columns(rows).joined(separator: "\n"))

      \(command.examples.map { "  " + $0 }.joined(separator: "\n"))
      """
  }

  private static func columns(_ rows: [(String, String)]) -> [String] {
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    return rows.map { left, right in left + String(repeating: " ", count: width - left.count) + right }
  }
}
