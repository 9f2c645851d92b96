/// Text from outside, made safe for a terminal or a log line.
package enum SafeText {
  /// One line. Control characters, such as those of escape sequences, are shown, never sent: `\u{1b}`. What else is
  /// invisible is left out.
  package static func line(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: shown += " "
      case 0x00...0x1F, 0x7F...0x9F: shown += "\\u{\(String(scalar.value, radix: 16))}"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return VisibleText.of(shown)
  }

  /// As `line`, but newlines stay: for logs and blocks of output.
  package static func block(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line(String($0)) }
      .joined(separator: "\n")
  }

  /// The text with a word in the place of lines that are no text: a tenth of such a line, or more, is bytes that belong to
  /// no text.
  package static func withoutBinary(_ text: String) -> String {
    let word = "(binary output)"
    var lines: [String] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let odd = line.unicodeScalars.count {
        $0.value < 0x20 && ![0x08, 0x09, 0x1B].contains($0.value) || $0 == "\u{FFFD}"
      }
      if odd == 0 || odd * 10 < line.unicodeScalars.count {
        lines.append(String(line))
      } else if lines.last != word {
        lines.append(word)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Text from a file, safe to show within a sentence: control characters are escaped, and long text is cut.
  package static func quotable(_ text: String) -> String { cut(line(text), to: 60) }

  /// At most `limit` characters, with an ellipsis where something was cut.
  package static func cut(_ text: String, to limit: Int) -> String {
    // Counting a long text costs more than cutting it.
    if text.utf8.count <= limit || text.prefix(limit).endIndex == text.endIndex { return text }
    return text.prefix(max(0, limit - 1)) + "…"
  }

  /// Of a text of many lines its first and last forty, each cut: one line of an agent may hold half a million.
  package static func shortened(_ text: String) -> String {
    if text.utf8.count <= 2000 { return text }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let left = lines.count - 80
    let shown =
      left > 0 ? lines.prefix(40) + ["(\(left) more lines)"] + lines.suffix(40) : lines[...]
    return shown.map { cut(String($0), to: 8000) }.joined(separator: "\n")
  }
}
