import KBText

/// What an issue's body says that must be done first: its section `## Blocked by`, in whatever style people and their
/// tools write that, and lines such as `**Blocked by:** #3` (docs/adr/0027).
package enum BlockedBySection {
  /// The issues named there, each once, in order. A reference to the PRD's own repository has no repository in the
  /// result.
  package static func references(in body: String, of repository: RepositoryIdentity) -> [IssueReference] {
    let references = IssueReferenceReader(own: repository)
    var seen: Set<IssueReference> = []
    return sections(of: body, references).flatMap { BlockedByEntries($0.lines, references).references }
      .filter { seen.insert($0).inserted }
  }

  /// What it holds besides: entries that name no issue, such as `the design team` or another site's address. Nobody can
  /// tell when those are done. Each is one safe line of at most 80 characters.
  package static func unreadable(in body: String, of repository: RepositoryIdentity) -> [String] {
    let references = IssueReferenceReader(own: repository)
    return sections(of: body, references).filter(\.isStrict)
      .flatMap { BlockedByEntries($0.lines, references).unreadable }
      .map { SafeText.cut(SafeText.line($0), to: 80) }
  }

  private static func sections(of body: String, _ references: IssueReferenceReader) -> [BlockedBySections.Section] {
    var reader = BlockedBySections(references)
    for line in MarkdownLine.lines(of: body) { reader.take(line) }
    return reader.sections
  }
}

/// Collects the lines that follow a heading or a label which says that something blocks.
private struct BlockedBySections {
  struct Section {
    /// Whether words count too, not issues alone.
    let isStrict: Bool
    var lines: [String] = []
  }

  private(set) var sections: [Section] = []
  private let references: IssueReferenceReader
  /// The headings that are open, from the outside in, each with the section that it fills; nil: none.
  private var headings: [(level: Int, section: Int?)] = []
  private var label: Label?

  init(_ references: IssueReferenceReader) { self.references = references }

  /// A line with a label; what follows may belong to it.
  private struct Label {
    /// nil: what belongs to it is no blocker.
    var section: Int?
    var indent: Int
    var isItem: Bool
    /// Whether the label's own line says nothing: the block after it does.
    var isBare: Bool
    var isList = false
    var hasBlank = false
    var last: String
  }

  /// A line of strong text alone, which stands for a heading below all others.
  private static let strongLevel = 7

  mutating func take(_ line: MarkdownLine) {
    switch line {
    case .heading(let level, let text): takeHeading(level, text)
    case .text(let text): takeText(text)
    }
  }

  private mutating func takeHeading(_ level: Int, _ text: String) {
    label = nil
    while let last = headings.last, last.level >= level { headings.removeLast() }
    guard let phrase = BlockedByPhrase(heading: text) else {
      let section = headings.last?.section
      if let section { sections[section].lines.append("") }
      return headings.append((level, section))
    }
    guard let section = open(phrase.kind) else { return headings.append((level, nil)) }
    let names = BlockedByEntries.words(of: phrase.rest[...]).contains { references.isReference($0) }
    if names { sections[section].lines += [phrase.rest, ""] }
    headings.append((level, section))
  }

  private mutating func takeText(_ line: String) {
    let text = line.trimming(\.isWhitespace)
    // Several labels in a line: `**Type:** AFK · **Blocked by:** #3 | **Blocks:** #5`.
    if !text.hasPrefix("|") {
      let parts = text.split { "·•|".contains($0) }
      if parts.count > 1, parts.contains(where: { BlockedByPhrase(line: String($0), references) != nil }) {
        for part in parts { takeText(String(repeating: " ", count: line.indent) + part.trimming(\.isWhitespace)) }
        return
      }
    }
    let phrase = BlockedByPhrase(line: line, references)
    if let strong = strong(text) {
      let isHeading = strong.hasSuffix(":") || headings.last?.level == Self.strongLevel
      if isHeading || BlockedByPhrase(heading: strong) != nil { return takeHeading(Self.strongLevel, strong) }
    }
    if let phrase { return takeLabel(line, text, phrase) }
    let section = label?.section
    if belongsToLabel(line, text) {
      if let section { sections[section].lines.append(line) }
      return
    }
    if let section = headings.last?.section { sections[section].lines.append(line) }
  }

  private mutating func takeLabel(_ line: String, _ text: Substring, _ phrase: BlockedByPhrase) {
    let isItem = ListMark.isMark(text.prefix { $0 != " " })
    let section = open(phrase.kind)
    if let section, !phrase.rest.isEmpty { sections[section].lines.append(phrase.rest) }
    // `Unblocks:` ends the section that it stands in; as an item of a list it is one item.
    if section == nil, !isItem, !headings.isEmpty { headings[headings.count - 1].section = nil }
    label = Label(
      section: section, indent: line.indent, isItem: isItem, isBare: phrase.rest.isEmpty, last: phrase.rest)
  }

  /// Whether a line goes on with what the label began.
  private mutating func belongsToLabel(_ line: String, _ text: Substring) -> Bool {
    guard var open = label else { return false }
    label = nil
    if text.isEmpty {
      guard open.isBare else { return false }
      open.hasBlank = true
    } else {
      guard goesOn(line, text, with: open) else { return false }
      if open.last.isEmpty { open.isList = ListMark.isMark(text.prefix { $0 != " " }) }
      open.last = String(text)
      open.hasBlank = false
    }
    label = open
    return true
  }

  /// A bare label has the block after it; another one goes on where its text breaks off, or where the next line begins
  /// with an issue.
  private func goesOn(_ line: String, _ text: Substring, with open: Label) -> Bool {
    if open.isItem, line.indent <= open.indent { return false }
    if open.isBare {
      let isList = open.isList && (ListMark.isMark(text.prefix { $0 != " " }) || line.indent > 0)
      return open.last.isEmpty || !open.hasBlank || isList
    }
    if [",", "&", " and", " or"].contains(where: open.last.hasSuffix) { return true }
    let first = BlockedByEntries.words(of: text).first { !ListMark.isMark($0) }
    return first.map { references.isReference($0) } ?? false
  }

  private mutating func open(_ kind: BlockedByPhrase.Kind) -> Int? {
    guard kind != .other else { return nil }
    sections.append(Section(isStrict: kind == .strict))
    return sections.count - 1
  }

  private func strong(_ text: Substring) -> String? {
    for mark in ["**", "__"] {
      let body = text.hasSuffix(":") ? text.dropLast() : text
      guard body.count > 4, body.hasPrefix(mark), body.hasSuffix(mark) else { continue }
      let inner = body.dropFirst(2).dropLast(2)
      if !inner.contains(mark) { return inner + (text.hasSuffix(":") ? ":" : "") }
    }
    return nil
  }
}
