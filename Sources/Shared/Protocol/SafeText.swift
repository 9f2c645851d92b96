/// Text from outside, made safe for a terminal or a log line.
package enum SafeText {
  /// Control characters (escape sequences, newlines, bidirectional overrides) are shown, never sent: `\u{1b}`.
  package static func line(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09: safe += " "
      case 0x0A, 0x0D: safe += " "
      case 0x00...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
        safe += "\\u{\(String(scalar.value, radix: 16))}"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }

  /// As `line`, but newlines stay: for logs and blocks of output.
  package static func block(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line(String($0)) }
      .joined(separator: "\n")
  }

  /// At most `limit` characters, with an ellipsis where something was cut.
  package static func cut(_ text: String, to limit: Int) -> String {
    text.count <= limit ? text : text.prefix(max(0, limit - 1)) + "…"
  }
}
