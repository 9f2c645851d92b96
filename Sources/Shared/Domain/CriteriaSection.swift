import KBText

/// Collects what stands below headings `Acceptance criteria`, line by line.
struct CriteriaSection {
  struct Entry: Equatable {
    /// What the items around it say.
    var context = ""
    var own: String
    /// Says no more than what the items below it are about.
    var isIntroduction = false

    var text: String { context + own }
    /// Struck out as a whole.
    var isStruck: Bool { own.count > 4 && own.hasPrefix("~~") && own.hasSuffix("~~") }
  }

  private var items: [Entry] = []
  private var paragraphs: [Entry] = []
  /// Level of the heading that is open; nil where none is.
  private var level: Int?
  /// The items that a line may belong to, from the outside in: where their marks stand, and their place.
  private var open: [(indent: Int, place: Int)] = []
  private var paragraph: [String] = []
  private var isTable = false
  private var isAfterBlank = false

  /// A line of strong text alone, which stands for a heading below all others.
  private static let strongLevel = 7

  /// In order.
  var entries: [Entry] {
    let items = items.filter { !$0.isIntroduction && !$0.own.isEmpty }
    if !items.isEmpty { return items }
    return paragraphs + (paragraph.isEmpty ? [] : [Entry(own: paragraph.joined(separator: " "))])
  }

  mutating func take(_ line: MarkdownLine) {
    switch line {
    case .heading(let level, let text): takeHeading(level, text)
    case .text(let line):
      let text = line.trimming(\.isWhitespace)
      if Self.isLabel(text), Self.isTitle(text) || level == Self.strongLevel {
        return takeHeading(Self.strongLevel, String(text))
      }
      guard level != nil else { return }
      if text.isEmpty { endBlock() } else { take(line, text) }
      isAfterBlank = text.isEmpty
    }
  }

  private mutating func takeHeading(_ level: Int, _ text: String) {
    endBlock()
    open = []
    if Self.isTitle(text[...]) {
      self.level = level
    } else if let own = self.level, level <= own {
      self.level = nil
    }
  }

  private mutating func take(_ line: String, _ text: Substring) {
    if text.contains("|"), text.contains("-"), text.allSatisfy({ "|-: ".contains($0) }) {
      // The line before is the head of the table.
      _ = paragraph.popLast()
      endBlock()
      open = []
      isTable = true
    } else if isTable, text.contains("|") {
      items.append(Entry(own: Self.cells(of: text)))
    } else if let item = Self.item(text) {
      takeItem(item, at: line.indent)
    } else if let last = open.last(where: { !isAfterBlank || line.indent > $0.indent }), paragraph.isEmpty {
      items[last.place].own += " " + text
    } else {
      paragraph.append(String(text))
    }
  }

  private mutating func takeItem(_ text: String, at indent: Int) {
    endParagraph()
    isTable = false
    while let last = open.last, last.indent >= indent { open.removeLast() }
    var context = ""
    if let parent = open.last?.place {
      let isIntroduction = items[parent].own.hasSuffix(":")
      items[parent].isIntroduction = isIntroduction
      context = items[parent].text + (isIntroduction ? " " : ": ")
    }
    open.append((indent, items.count))
    items.append(Entry(context: context, own: text))
  }

  private mutating func endBlock() {
    endParagraph()
    isTable = false
  }

  private mutating func endParagraph() {
    if !paragraph.isEmpty { paragraphs.append(Entry(own: paragraph.joined(separator: " "))) }
    paragraph = []
  }

  /// The text behind a bullet or a number, and behind a box; nil for any other line.
  private static func item(_ text: Substring) -> String? {
    let mark = text.prefix { !$0.isWhitespace }
    guard ListMark.isMark(mark) else { return nil }
    let rest = text.dropFirst(mark.count).trimming(\.isWhitespace)
    let hasBox = ["[ ]", "[x]", "[X]"].contains { rest.hasPrefix($0) }
    return String(hasBox ? rest.dropFirst(3).trimming(\.isWhitespace) : rest)
  }

  private static func cells(of row: Substring) -> String {
    row.replacing("\\|", with: "\u{1}").split(separator: "|").map { $0.trimming(\.isWhitespace) }
      .filter { !$0.isEmpty }.joined(separator: " · ").replacing("\u{1}", with: "|")
  }

  /// Strong text alone, or a line that ends with a colon.
  private static func isLabel(_ text: Substring) -> Bool {
    if item(text) != nil { return false }
    let bare = text.hasSuffix(":") ? text.dropLast() : text
    return ["**", "__"].contains { bare.count > 4 && bare.hasPrefix($0) && bare.hasSuffix($0) }
      || text.hasSuffix(":") && isTitle(text)
  }

  /// `Acceptance criteria`, `✅ **Acceptance Criteria** (v2):`.
  private static func isTitle(_ text: Substring) -> Bool {
    let words = text.lowercased().split { !$0.isLetter }
    return words.count < 6 && words.first == "acceptance"
      && ["criteria", "criterion"].contains(words.dropFirst().first)
  }
}
