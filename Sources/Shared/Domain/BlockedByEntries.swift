/// The entries of a section `## Blocked by`, for telling which of them name no issue. Pure.
struct BlockedByEntries {
  /// One text per item of its list, without bullet and task box. A section without a list is one entry, its first
  /// paragraph; where a line of that is nothing but an issue, each of its lines is one.
  let texts: [String]

  /// `isIssue` says whether a line is nothing but a reference to an issue.
  init(_ lines: [Substring], isIssue: (Substring) -> Bool) {
    let items = Self.items(lines)
    if !items.isEmpty {
      texts = items
      return
    }
    let paragraph = lines.drop { $0.allSatisfy(\.isWhitespace) }.prefix { !$0.allSatisfy(\.isWhitespace) }
    texts = paragraph.contains(where: isIssue) ? paragraph.map(String.init) : [paragraph.joined(separator: " ")]
  }

  /// Whether an entry says in words that nothing is in the way: `None`, `-`, `n/a`, `None - can start immediately`, or
  /// the words that GitHub puts in for an empty field of a form.
  static func isNothing(_ entry: String) -> Bool {
    let text = entry.lowercased().dropFirst(0).trimming { $0.isWhitespace || "*_~`.!()-–—".contains($0) }
    if text.isEmpty || nothing.contains(String(text)) { return true }
    return ["none", "nothing", "n/a"].contains { word in
      guard text.hasPrefix(word) else { return false }
      let rest = text.dropFirst(word.count).drop { $0.isWhitespace || "*_`".contains($0) }
      return rest.first.map { ".,;:!(-–—".contains($0) } ?? true
    }
  }

  private static let nothing: Set<String> = [
    "none", "nothing", "no", "n/a", "na", "nil", "nobody", "no one", "none yet", "nothing yet", "no blocker",
    "no blockers", "no blocking issues", "no dependencies", "not blocked", "no response",
  ]

  /// The items of the outermost list; an item's own lines and lists belong to it. A ticked item is done, and left out.
  private static func items(_ lines: [Substring]) -> [String] {
    var items: [(text: String, isDone: Bool)] = []
    var margin: Int?
    var isOpen = false
    for line in lines {
      let indent = line.prefix { $0 == " " || $0 == "\t" }.count
      let text = line.trimming { $0.isWhitespace }
      if let item = item(text), indent <= margin ?? indent {
        margin = indent
        items.append(item)
        isOpen = true
      } else if text.isEmpty {
        isOpen = false
      } else if !items.isEmpty, isOpen || indent > margin ?? 0 {
        items[items.count - 1].text += " " + text
      }
    }
    return items.filter { !$0.isDone }.map(\.text)
  }

  /// The text behind a bullet or a number; nil for any other line.
  private static func item(_ line: Substring) -> (text: String, isDone: Bool)? {
    let mark = line.prefix { !$0.isWhitespace }
    let isNumber = mark.count > 1 && mark.dropLast().allSatisfy(\.isNumber) && (mark.last == "." || mark.last == ")")
    guard ["-", "*", "+"].contains(mark) || isNumber else { return nil }
    let text = line.dropFirst(mark.count).trimming { $0.isWhitespace }
    for box in ["[ ]", "[x]", "[X]"] where text.hasPrefix(box) {
      return (String(text.dropFirst(box.count).trimming { $0.isWhitespace }), box != "[ ]")
    }
    return (String(text), false)
  }
}
