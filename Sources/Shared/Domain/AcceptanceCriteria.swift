import KBText

/// One thing that must be so when an issue is done, as the issue says it.
package struct AcceptanceCriterion: Hashable, Codable, Sendable {
  /// `#31.2`: the issue's number, and the place among its criteria, from 1.
  package let id: String
  /// One safe line.
  package let text: String

  package init(id: String, text: String) {
    self.id = id
    self.text = text
  }
}

/// Reads the criteria of an issue: every item, and every row of a table, below a heading `Acceptance criteria`; where it has
/// neither, every paragraph. Pure: same body, same ids.
package enum AcceptanceCriteria {
  /// Characters of one criterion at most.
  private static let longest = 500

  package static func read(in body: String, of issue: Int) -> [AcceptanceCriterion] {
    var section = CriteriaSection()
    for line in MarkdownLine.lines(of: body) { section.take(line) }
    let entries = section.entries
    if entries.count == 1, BlockedByEntries.isNothing(entries[0].text) { return [] }
    // What is struck out keeps its place, so that the others keep their ids.
    return entries.enumerated().compactMap { place, entry in
      if entry.isStruck { return nil }
      return AcceptanceCriterion(
        id: "#\(issue).\(place + 1)", text: SafeText.cut(SafeText.line(entry.text), to: longest))
    }
  }
}

extension ImplementationSequence {
  /// The criteria of all AFK Issues, in the order of work. What a stranger wrote is no criterion.
  package var acceptanceCriteria: [AcceptanceCriterion] {
    issues.filter { $0.kind == .afk && $0.reasonToHold == nil }
      .flatMap { AcceptanceCriteria.read(in: $0.body, of: $0.number) }
  }
}
