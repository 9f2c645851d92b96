import KBText

/// How a heading or a line of an issue's body begins, where it says what the issue waits for. Pure.
struct BlockedByPhrase: Equatable {
  enum Kind {
    /// What follows must be done first, whatever it names: `Blocked by`.
    case strict
    /// Only the issues count that follow: `Dependencies` may list packages as well.
    case loose
    /// What follows is no blocker: `Unblocks`, `Parent`.
    case other
  }

  let kind: Kind
  /// What stands behind the phrase and its colon.
  let rest: String
  let hasColon: Bool

  /// Of a heading, whatever decorates it: emoji, emphasis, a number. nil where it says nothing of the kind.
  init?(heading text: String) {
    guard let (kind, hasColon, rest) = Self.match(text.filter { $0 != "`" }) else { return nil }
    let next = rest.prefix { $0.isLetter }.lowercased()
    // `Blocked by policy` may be about anything.
    self.kind = kind == .strict && !next.isEmpty && !Self.fillers.contains(next) ? .loose : kind
    self.rest = rest
    self.hasColon = hasColon
  }

  /// Of a line, perhaps a list item or a table's row: with a colon, or with an issue behind it. nil for any other line.
  init?(line text: String, _ references: IssueReferenceReader) {
    guard let (kind, hasColon, rest) = Self.match(text) else { return nil }
    let words = BlockedByEntries.words(of: rest[...])
    let names =
      switch kind {
      case .strict: words.contains { references.isReference($0) }
      case .loose, .other:
        words.first { !Self.fillers.contains($0.trimming { $0 == ":" }.lowercased()) }.map {
          references.isReference($0)
        }
          ?? false
      }
    guard hasColon || names else { return nil }
    self.kind = kind
    self.rest = rest
    self.hasColon = hasColon
  }

  private static let phrases: [(String, Kind)] = [
    ("blocked by", .strict), ("blocked on", .strict), ("blocking issues", .strict), ("blockers", .strict),
    ("blocker", .strict),
    ("depends on", .loose), ("dependent on", .loose), ("dependencies", .loose), ("dependency", .loose),
    ("prerequisites", .loose), ("prerequisite", .loose), ("requires", .loose), ("waiting for", .loose),
    ("waiting on", .loose), ("waits for", .loose),
    ("unblocks", .other), ("blocks", .other), ("blocking", .other), ("enables", .other), ("required by", .other),
    ("needed by", .other), ("parallel with", .other), ("parent", .other), ("prd", .other), ("epic", .other),
    ("part of", .other), ("related", .other), ("relates to", .other), ("see also", .other), ("follow-up", .other),
    ("closes", .other), ("fixes", .other), ("duplicates", .other),
  ]

  private static let fillers: Set<String> = [
    "issue", "issues", "other", "others", "the", "these", "following", "task", "tasks", "ticket", "tickets", "pr",
    "prs",
    "pull", "request", "requests", "both", "and", "or", "depends", "dependencies", "none", "nothing", "n", "to", "prd",
  ]

  private static let openers: Set<String> = [
    "this", "it", "issue", "ticket", "task", "work", "is", "currently", "still", "hard", "direct", "known", "open",
  ]

  private static func match(_ text: String) -> (Kind, hasColon: Bool, rest: String)? {
    var plain = text.drop { !$0.isLetter && !$0.isNumber }
    // `#3 requires #4` begins with an issue.
    if plain.first?.isNumber == true, text[..<plain.startIndex].last == "#" { return nil }
    // A number before a title: `2. Blocked by`, `2.1 Blocked by`.
    plain = plain.drop { $0.isNumber || ".):".contains($0) }.drop { !$0.isLetter && !$0.isNumber }
    while true {
      for (phrase, kind) in phrases {
        if let rest = behind(phrase, in: plain) { return (kind, rest.hasColon, String(rest.text)) }
      }
      let word = plain.prefix { $0.isLetter }
      guard openers.contains(word.lowercased()) else { return nil }
      plain = plain.dropFirst(word.count).drop { $0 == " " }
    }
  }

  private static func behind(_ phrase: String, in text: Substring) -> (hasColon: Bool, text: Substring)? {
    guard text.count >= phrase.count else { return nil }
    let start = text.prefix(phrase.count).lowercased().map {
      "-_\u{A0}".contains($0) && phrase.contains(" ") ? " " : $0
    }
    let rest = text.dropFirst(phrase.count)
    guard String(start) == phrase, rest.first.map({ !$0.isLetter && !$0.isNumber }) ?? true else { return nil }
    // A closing emphasis or the rest of a cell may stand before the colon, and another behind it.
    let marks = rest.prefix { " *_~:|：".contains($0) }
    return (marks.contains { ":|：".contains($0) }, rest.dropFirst(marks.count))
  }
}
