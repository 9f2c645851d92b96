/// A file of the judged commit, as far as quotes may be looked for in it.
package enum QuotableFile: Sendable {
  case text(QuotedFile)
  /// Why nothing can be looked for: `it is a link`.
  case unusable(reason: String)
}

extension JudgedCriterion {
  /// The criterion after a look at its evidence: one that is met needs a quote that stands in the file. Pure but for `look`,
  /// which is asked for a path at most once per criterion.
  package func checked(_ look: (String) -> QuotableFile) -> JudgedCriterion {
    var checked = self
    switch verdict {
    case .unmet: if why.isEmpty { checked.why = "the review does not say what is missing" }
    case .cannotTell: if why.isEmpty { checked.why = "the review can't tell" }
    case .met:
      if let reason = checked.place(look) {
        (checked.verdict, checked.path, checked.line) = (.cannotTell, "", 0)
        checked.why = "the review says that it is met, but \(reason)"
      }
    }
    return checked
  }

  /// Puts the line to where the quote stands. Returns why it can't; nil where it does.
  private mutating func place(_ look: (String) -> QuotableFile) -> String? {
    guard !path.isEmpty, quote.contains(where: { !$0.isWhitespace }) else { return "quotes nothing" }
    switch look(path) {
    case .unusable(let reason): return "\(path) can't be looked at: \(reason)"
    case .text(let file):
      guard let found = file.line(of: quote, near: line) else { return "what it quotes is not in \(path)" }
      line = found
      return nil
    }
  }
}

extension ReviewFinding {
  /// The finding with the line where its quote stands; without a place where it stands nowhere.
  package func placed(_ quote: String, _ look: (String) -> QuotableFile) -> ReviewFinding {
    var placed = self
    if !path.isEmpty, case .text(let file) = look(path), let found = file.line(of: quote, near: line) {
      placed.line = found
    } else {
      (placed.path, placed.line) = ("", 0)
    }
    return placed
  }
}
