import KBText

/// A line of Markdown that says something. What only shows something is none: code (fenced or indented), quotes, HTML
/// comments, and the raw text of `<pre>` and its like. Blocks are told apart as CommonMark 0.31.2 does, which GitHub's
/// Markdown is built on: https://spec.commonmark.org/0.31.2/ and https://github.github.com/gfm/.
enum MarkdownLine: Equatable {
  /// ATX, setext, or `<h2>…</h2>`; `level` is from 1. A `<summary>` is one of level 6.
  case heading(level: Int, text: String)
  /// Any other line with its indentation and its bullet; empty where a block ends.
  case text(String)

  /// The lines of a text, in order.
  static func lines(of text: String) -> [MarkdownLine] {
    var reader = MarkdownReader()
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { reader.take(line) }
    return reader.lines
  }
}

/// Reads Markdown line by line.
private struct MarkdownReader {
  private(set) var lines: [MarkdownLine] = []
  /// An open block of code: its mark, and the column where the list item around it has its content.
  private var fence: (mark: Substring, margin: Int)?
  /// What ends an open block of HTML; a blank line does where it began within a paragraph.
  private var html: (end: String, endsAtBlank: Bool)?
  /// Whether a quote has just ended in a paragraph, which a line without `>` goes on with (a lazy continuation).
  private var isLazy = false
  /// Columns where the content of the open list items begins, from the outside in.
  private var margins: [Int] = []
  /// Where the open paragraph begins in `lines`, and the margin it has.
  private var paragraph: (start: Int, margin: Int)?

  mutating func take(_ raw: Substring) {
    let line = Self.untabbed(raw)
    let text = line.trimming(\.isWhitespace)
    if let html { return takeHTML(text, html.end, endsAtBlank: html.endsAtBlank) }
    if let open = fence {
      if text.isEmpty { return }
      if line.indent >= open.margin {
        let isMark = line.indent < open.margin + 4 && text.allSatisfy { $0 == open.mark.first }
        if isMark, text.count >= open.mark.count { fence = nil }
        return
      }
      fence = nil
    }
    if text.isEmpty { return endBlock() }
    while let margin = margins.last, line.indent < margin { margins.removeLast() }
    takeBlock(line, text)
  }

  private mutating func takeBlock(_ line: Substring, _ text: Substring) {
    let margin = margins.last ?? 0
    // Four columns make code, but not within a paragraph.
    if line.indent >= margin + 4 {
      if paragraph == nil, !isLazy { return }
      return say(line, margin)
    }
    if underline(text, margin) { return }
    if isRule(text) { return endBlock() }
    if let width = Self.bullet(text) {
      isLazy = false
      return takeItem(line, text, contentAt: line.indent + width)
    }
    if takeLeaf(text, margin: margin) || isLazy { return }
    say(line, margin)
  }

  /// A list item, whose content may be a block of its own.
  private mutating func takeItem(_ line: Substring, _ text: Substring, contentAt column: Int) {
    margins.append(column)
    paragraph = nil
    let content = text.dropFirst(column - line.indent).trimming(\.isWhitespace)
    if !content.isEmpty, takeLeaf(content, margin: column) { return }
    say(line, column)
  }

  /// Quotes, code, headings and HTML; false for the text of a paragraph.
  private mutating func takeLeaf(_ text: Substring, margin: Int) -> Bool {
    if text.hasPrefix(">") {
      let inner = text.drop { $0 == ">" || $0 == " " }
      endBlock()
      isLazy = !inner.isEmpty && !inner.hasPrefix("#") && Self.fenceMark(inner) == nil
      return true
    }
    if let mark = Self.fenceMark(text) {
      endBlock()
      fence = (mark, margin)
      return true
    }
    let marks = text.prefix { $0 == "#" }
    if (1...6).contains(marks.count), text.dropFirst(marks.count).first.map({ $0 == " " }) ?? true {
      endBlock()
      let title = text.dropFirst(marks.count).trimming { $0 == " " }
      let bare = title.trimming { $0 == "#" }
      lines.append(
        .heading(level: marks.count, text: String(title.hasPrefix("#") ? title : bare.trimming { $0 == " " })))
      return true
    }
    return text.hasPrefix("<") && takeTag(text)
  }

  private mutating func takeTag(_ text: Substring) -> Bool {
    let lower = text.lowercased()
    if lower.hasPrefix("<!--") {
      endBlock()
      takeHTML(text.dropFirst(4), "-->", endsAtBlank: false)
      return true
    }
    for name in ["pre", "script", "style", "textarea"] where lower.hasPrefix("<\(name)") {
      guard lower.dropFirst(name.count + 1).first.map({ " >".contains($0) }) ?? true else { continue }
      endBlock()
      if !lower.contains("</\(name)>") { html = ("</\(name)>", false) }
      return true
    }
    let bare = Self.withoutTags(text)
    for level in 1...6 where lower.contains("<h\(level)") || level == 6 && lower.contains("<summary") {
      endBlock()
      lines.append(.heading(level: level, text: bare))
      return true
    }
    if bare.isEmpty { endBlock() }
    return bare.isEmpty
  }

  /// What HTML hides up to its end; what follows on the line is read on.
  private mutating func takeHTML(_ text: Substring, _ end: String, endsAtBlank: Bool) {
    html = (end, endsAtBlank)
    if endsAtBlank, text.isEmpty {
      html = nil
      return endBlock()
    }
    guard end == "-->" else {
      if text.lowercased().contains(end) { html = nil }
      return
    }
    var rest = text
    while let close = rest.firstRange(of: end) {
      rest = rest[close.upperBound...].trimming(\.isWhitespace)
      guard rest.hasPrefix("<!--") else {
        html = nil
        if !rest.isEmpty { take(rest) }
        return
      }
      rest = rest.dropFirst(4)
    }
  }

  private mutating func say(_ line: Substring, _ margin: Int) {
    isLazy = false
    if paragraph == nil { paragraph = (lines.count, margin) }
    var said = ""
    var rest = line
    var ticks = 0
    while let open = rest.firstRange(of: "<!--") {
      said += rest[..<open.lowerBound]
      ticks += rest[..<open.lowerBound].filter { $0 == "`" }.count
      rest = rest[open.upperBound...]
      // Within a code span it is text.
      if ticks % 2 == 1 {
        said += "<!--"
        continue
      }
      guard let close = rest.firstRange(of: "-->") else {
        html = ("-->", true)
        rest = ""
        break
      }
      rest = rest[close.upperBound...]
    }
    said += rest
    lines.append(.text(said.allSatisfy(\.isWhitespace) ? "" : said))
  }

  private mutating func endBlock() {
    paragraph = nil
    isLazy = false
    if lines.last != .text("") { lines.append(.text("")) }
  }

  /// `===` or `---` below a paragraph makes it a heading.
  private mutating func underline(_ text: Substring, _ margin: Int) -> Bool {
    guard let open = paragraph, open.margin == margin, let mark = text.first, "=-".contains(mark),
      text.allSatisfy({ $0 == mark })
    else { return false }
    let title = lines[open.start...].compactMap { if case .text(let line) = $0 { line } else { nil } }
      .map { String($0.trimming(\.isWhitespace)) }.joined(separator: " ")
    lines.removeSubrange(open.start...)
    paragraph = nil
    lines.append(.heading(level: mark == "=" ? 1 : 2, text: title))
    return true
  }

  private func isRule(_ text: Substring) -> Bool {
    let marks = text.filter { $0 != " " }
    return marks.count >= 3 && "-*_".contains(marks[marks.startIndex]) && marks.allSatisfy { $0 == marks.first }
  }

  /// Columns from a list item's mark to its content; nil where there is no mark.
  private static func bullet(_ text: Substring) -> Int? {
    let mark = text.prefix { $0 != " " }
    guard ListMark.isMark(mark) else { return nil }
    let blanks = text.dropFirst(mark.count).prefix { $0 == " " }.count
    return mark.count + (blanks > 4 || blanks == 0 ? 1 : blanks)
  }

  /// Three or more backticks or tildes. Backticks with another one behind them are a code span.
  private static func fenceMark(_ text: Substring) -> Substring? {
    guard let first = text.first, "`~".contains(first) else { return nil }
    let mark = text.prefix { $0 == first }
    return mark.count >= 3 && !(first == "`" && text.dropFirst(mark.count).contains("`")) ? mark : nil
  }

  /// Without `<…>`, but with addresses that stand in them.
  private static func withoutTags(_ text: Substring) -> String {
    var bare = ""
    var rest = text
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      let inside = rest[rest.index(after: open)..<close]
      bare += rest[..<open] + (inside.contains("://") && !inside.contains(" ") ? inside : "")
      rest = rest[rest.index(after: close)...]
    }
    return String((bare + rest).trimming(\.isWhitespace))
  }

  /// With its indentation in blanks: a tab goes to the next of the columns 4, 8, ….
  private static func untabbed(_ line: Substring) -> Substring {
    guard line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") else { return line }
    var blanks = 0
    let text = line.drop { character in
      guard character == " " || character == "\t" else { return false }
      blanks += character == "\t" ? 4 - blanks % 4 : 1
      return true
    }
    return String(repeating: " ", count: blanks) + text
  }
}
