/// Text as a shell takes it for one word.
enum ShellWord {
  /// In single quotes, as bash, zsh and fish read it.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
