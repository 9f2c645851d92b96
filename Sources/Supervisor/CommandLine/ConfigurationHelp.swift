import KBConfiguration

/// `kb help config`: every key, from the one table that also checks the file.
enum ConfigurationHelp {
  static let topic = "config"

  static var text: String {
    let rows = ConfigurationKey.all.map { key in
      "  \(key.path)\n"
        + wrapped(key.meaning) + "\n"
        + wrapped("\(key.type). Default: \(key.defaultText). The repository's value counts \(key.reach.counts).")
    }
    return """
      .krutrimbox/config.json in the repository and your own file,
      ~/.config/krutrimbox/config.json, hold one object each; every key is
      optional. A key with a period is a key in an object: `verify.commands` is
      {"verify": {"commands": […]}}. Minutes may be fractions. kb init writes the
      repository's. What your own says counts over it; flags count over both.

      \(rows.joined(separator: "\n"))
      """
  }

  /// Indented, at most 78 columns wide.
  private static func wrapped(_ text: String) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      if lines[lines.count - 1].count + word.count > 71 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    return lines.map { "      " + $0 }.joined(separator: "\n")
  }
}
