import KBText

/// The entries of a section that says what an issue waits for. Pure.
struct BlockedByEntries {
  private struct Entry {
    var text: String
    var isItem = false
    /// Ticked, or struck out.
    var isDone = false
  }

  private let entries: [Entry]
  private let own: IssueReferenceReader

  /// `lines` are the section's own, without headings.
  init(_ lines: [String], _ references: IssueReferenceReader) {
    own = references
    entries = Self.entries(lines.map(Self.withoutStruck), references)
  }

  /// The issues that they name, but those of an entry which says that nothing is in the way, and those that wait
  /// themselves: `before #3`.
  var references: [IssueReference] {
    entries.filter { !Self.isNothing($0.text) }.flatMap { entry in
      var waits = false
      return Self.words(of: entry.text[...]).flatMap { word -> [IssueReference] in
        let found = own.all(in: word)
        if !found.isEmpty { return waits ? [] : found }
        let plain = word.trimming { !$0.isLetter }.lowercased()
        if Self.waiting.contains(plain) { waits = true } else if !Self.joining.contains(plain) { waits = false }
        return []
      }
    }
  }

  /// The entries that name no issue: the items of its list, or else its first paragraph.
  var unreadable: [String] {
    let items = entries.filter(\.isItem)
    let counted = items.isEmpty ? Array(entries.prefix { !$0.text.isEmpty }) : items.filter { !$0.isDone }
    return counted.map(\.text).filter { text in
      !Self.isNothing(text) && !Self.deny.contains(where: text.lowercased().hasPrefix)
        && !Self.words(of: text[...]).contains { own.isReference($0) }
    }
  }

  /// Whether an entry says in words that nothing is in the way: `None`, `-`, `✅ n/a`, `None - can start immediately`, or
  /// the words that GitHub puts in for an empty field of a form.
  static func isNothing(_ entry: String) -> Bool {
    let text = entry.lowercased().drop { !($0.isLetter || $0.isNumber || "#?@/\\<&".contains($0)) }
    if text.isEmpty || free.contains(where: text.hasPrefix) { return true }
    return nothing.contains { words in
      guard text.hasPrefix(words) else { return false }
      let rest = text.dropFirst(words.count).drop { $0.isWhitespace || "*_`~".contains($0) }
      // `None, but #3` is something.
      if rest.split(whereSeparator: { !$0.isLetter }).contains(where: { limits.contains(String($0)) }) { return false }
      return rest.first.map { !$0.isLetter && !$0.isNumber && !"#\\/".contains($0) } ?? true
    }
  }

  /// The words of a line; brackets, emphasis and cells are between them.
  static func words(of line: Substring) -> [Substring] { line.split { " \t,;()[]<>*`|".contains($0) } }

  private static let nothing = [
    "none", "nothing", "no", "n/a", "na", "nil", "nobody", "no one", "none yet", "nothing yet", "no blocker",
    "no blockers", "no blocking issues", "no dependencies", "no dependency", "not applicable", "no response",
  ]
  private static let free = [
    "not blocked", "no longer blocked", "unblocked", "can start", "can be started", "ready to start",
  ]
  /// Sentences that say so; an issue that they name counts all the same.
  private static let deny = [
    "nothing block", "none known", "none at ", "none identified", "none currently", "none so far", "no known",
    "no blocker", "no dependenc", "no prerequisite", "no other",
  ]
  private static let limits: Set = ["but", "except", "besides", "apart", "until", "after", "unless"]
  private static let waiting: Set = [
    "part", "parent", "epic", "before", "blocks", "unblocks", "blocking", "enables", "parallel", "alongside",
  ]
  private static let joining: Set = ["", "with", "to", "of", "and", "or", "prd", "issue", "issues", "pr", "the"]

  /// Items of the outermost list, to which their own lines and lists belong, and paragraphs. An empty text ends the
  /// first paragraph.
  private static func entries(_ lines: [String], _ references: IssueReferenceReader) -> [Entry] {
    var entries: [Entry] = []
    var margin: Int?
    var isOpen = false
    var paragraph: [String] = []
    func endParagraph() {
      // Where a line is nothing but an issue, each is an entry of its own.
      let isEach = paragraph.contains { line in
        let words = words(of: line[...])
        return words.count == 1 && words.allSatisfy { references.isReference($0) }
      }
      entries += (isEach ? paragraph : [paragraph.joined(separator: " ")]).filter { !$0.isEmpty }.map {
        Entry(text: $0)
      }
      if !paragraph.isEmpty { entries.append(Entry(text: "")) }
      paragraph = []
    }
    for line in lines {
      let text = line.trimming(\.isWhitespace)
      if let item = item(text), line.indent <= margin ?? line.indent {
        endParagraph()
        margin = line.indent
        entries.append(item)
        isOpen = true
      } else if text.isEmpty {
        endParagraph()
        isOpen = false
      } else if let margin, isOpen || line.indent > margin, let last = entries.lastIndex(where: \.isItem) {
        entries[last].text += " " + text
      } else {
        paragraph.append(String(text))
      }
    }
    endParagraph()
    return entries
  }

  /// The text behind a bullet or a number; nil for any other line.
  private static func item(_ line: Substring) -> Entry? {
    let mark = line.prefix { !$0.isWhitespace }
    guard ListMark.isMark(mark) else { return nil }
    let text = line.dropFirst(mark.count).trimming { $0.isWhitespace }
    for box in ["[ ]", "[x]", "[X]"] where text.hasPrefix(box) {
      return Entry(
        text: String(text.dropFirst(box.count).trimming { $0.isWhitespace }), isItem: true, isDone: box != "[ ]")
    }
    return Entry(text: String(text), isItem: true)
  }

  /// Without `~~…~~`: what is struck out is out of the way.
  private static func withoutStruck(_ line: String) -> String {
    var parts = line.split(separator: "~~", omittingEmptySubsequences: false)
    if parts.count % 2 == 0 { parts[parts.count - 2] += "~~" + parts.removeLast() }
    return parts.enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined()
  }
}
