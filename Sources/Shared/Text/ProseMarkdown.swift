/// Markdown of several lines that an agent or a stranger wrote, as it may stand in a comment (docs/adr/0047). Blocks of code
/// are written anew, so that whatever was meant, GitHub and krutrimbox agree on where each begins and ends; every other
/// line is a `ProseLine`. Doing it twice changes nothing.
/// https://github.github.com/gfm/#fenced-code-blocks
struct ProseMarkdown {
  /// An open block of code.
  private struct Block {
    /// The marks of the quote that it stands in.
    var quotes: Int
    /// Blanks before it; code has at least as many.
    var indent: Int
    /// What ends it; nil for code that is indented.
    var mark: (character: Character, length: Int)?
    var language = ""
    var lines: [Substring] = []
  }

  private var result: [String] = []
  private var block: Block?
  /// Where the content of the last list item begins, while a list may be open: what is indented belongs to it.
  private var list: Int?
  private var isAfterBlank = true

  /// The text is `VisibleText`.
  static func defused(_ text: String) -> String {
    var writer = ProseMarkdown()
    for line in text.utf8Lines { writer.take(line[...]) }
    writer.endBlock()
    return writer.result.joined(separator: "\n")
  }

  private mutating func take(_ line: Substring) {
    if let block, goesOn(block, line) { return }
    let (quotes, rest) = Self.unquoted(line, atMost: .max)
    let indent = rest.indent
    let text = rest.dropFirst(indent)
    if text.isEmpty {
      isAfterBlank = true
      return say(line)
    }
    let item = Self.itemMark(text)
    if let item { list = indent + item.width } else if indent == 0, isAfterBlank { list = nil }
    if let item, let mark = Self.fence(item.content) {
      // The block of an item's own: it begins on a line of its own.
      say(line.prefix(line.count - item.content.count).trimmingEnd)
      return begin(mark, quotes, indent: indent + item.width)
    }
    if let mark = Self.fence(text), indent < 4 || list != nil { return begin(mark, quotes, indent: indent) }
    if indent >= 4, isAfterBlank, list == nil {
      block = Block(quotes: quotes, indent: 4, lines: [rest.dropFirst(4)])
      return
    }
    isAfterBlank = false
    say(line)
  }

  private mutating func say(_ line: Substring) { result.append(ProseLine.defused(String(line))) }

  private mutating func begin(_ fence: (mark: Substring, info: Substring), _ quotes: Int, indent: Int) {
    block = Block(
      quotes: quotes, indent: indent, mark: (fence.mark.first ?? "`", fence.mark.count),
      language: Self.language(fence.info))
  }

  /// Whether the line belongs to the block, or ends it with its mark.
  private mutating func goesOn(_ open: Block, _ line: Substring) -> Bool {
    let (quotes, rest) = Self.unquoted(line, atMost: open.quotes)
    let indent = rest.indent
    let text = rest.dropFirst(indent)
    // Code that is indented, or in a list item, ends where a line is not indented any more.
    let least = open.mark == nil ? 4 : min(list ?? 0, open.indent)
    if quotes < open.quotes || indent < least && !text.isEmpty {
      endBlock()
      return false
    }
    if let mark = open.mark, indent < open.indent + 4, text.count >= mark.length,
      text.prefix(while: { $0 == mark.character }).count >= mark.length,
      text.drop(while: { $0 == mark.character }).allSatisfy({ $0 == " " || $0 == "\t" })
    {
      endBlock()
      return true
    }
    block?.lines.append(rest.dropFirst(min(indent, open.indent)))
    return true
  }

  private mutating func endBlock() {
    guard var open = block else { return }
    block = nil
    isAfterBlank = true
    // Blank lines after indented code are no part of it.
    var blanks = 0
    while open.mark == nil, open.lines.last?.isEmpty == true {
      open.lines.removeLast()
      blanks += 1
    }
    let code = MarkdownText.fenced(open.lines.map(String.init), language: open.language)
    let margin = String(repeating: "> ", count: open.quotes)
    // With four blanks it would be code of another kind, wherever no list is open.
    let indent = String(repeating: " ", count: open.mark == nil ? 0 : min(open.indent, 3))
    result += code.map { $0.isEmpty ? String(margin.dropLast()) : margin + indent + $0 }
    result += Array(repeating: "", count: blanks)
  }

  /// What stands behind the marks of a quote, and how many there are.
  private static func unquoted(_ line: Substring, atMost most: Int) -> (quotes: Int, rest: Substring) {
    var rest = line
    var quotes = 0
    while quotes < most, rest.indent < 4 {
      let inner = rest.dropFirst(rest.indent)
      guard inner.first == ">" else { break }
      rest = inner.dropFirst()
      if rest.first == " " { rest = rest.dropFirst() }
      quotes += 1
    }
    return (quotes, rest)
  }

  /// What a list item has behind its mark, and the columns up to there; nil where there is no mark.
  private static func itemMark(_ text: Substring) -> (content: Substring, width: Int)? {
    let mark = text.prefix { $0 != " " }
    guard ListMark.isMark(mark) else { return nil }
    let blanks = text.dropFirst(mark.count).indent
    return (text.dropFirst(mark.count + blanks), mark.count + (blanks > 4 || blanks == 0 ? 1 : blanks))
  }

  /// Three or more backticks or tildes. Backticks with another one behind them are a code span.
  private static func fence(_ text: Substring) -> (mark: Substring, info: Substring)? {
    guard let first = text.first, first == "`" || first == "~" else { return nil }
    let mark = text.prefix { $0 == first }
    let info = text.dropFirst(mark.count)
    return mark.count >= 3 && !(first == "`" && info.contains("`")) ? (mark, info) : nil
  }

  /// The language that a block is coloured as; empty where GitHub would draw it or take it for a change
  /// (https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/creating-diagrams).
  private static func language(_ info: Substring) -> String {
    let word = info.drop { $0 == " " }.prefix { $0 != " " }
    let isPlain =
      word.count <= 20 && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+#-_.".contains($0)) }
    let draws = ["mermaid", "geojson", "topojson", "stl", "math", "suggestion"]
    return isPlain && !draws.contains(word.lowercased()) ? String(word) : ""
  }
}

extension Substring {
  fileprivate var trimmingEnd: Substring { dropLast(reversed().prefix { $0 == " " }.count) }
}
