extension StyledLine {
  /// On a terminal that is narrower, words would hardly fit beside their indent: it wraps by itself.
  private static let narrowest = 40

  /// The same text in rows of at most `width` columns, cut between words. Further rows begin under the text of the
  /// first, and not further left than `least`. A word that is wider, such as an address, stays in one piece for whoever
  /// copies it. Pure.
  func wrapped(to width: Int, indent least: Int = 0) -> [StyledLine] {
    guard self.width > width else { return [self] }
    let words = self.words
    let indent = max(least, hangingIndent(of: words, width: width))
    var rows: [StyledLine] = []
    var row = StyledLine()
    for (index, word) in words.enumerated() where index == 0 || !word.text.pieces.isEmpty {
      let room = width - row.width
      if row.width > indent, word.spaces.width + word.text.width > room {
        rows.append(row)
        row = StyledLine(String(repeating: " ", count: indent))
      } else {
        row.add(word.spaces)
      }
      row.add(word.text)
    }
    return rows + [row]
  }

  /// As `wrapped`, for a terminal with so many columns; nil is none, and nothing is wrapped.
  func wrapped(forTerminal columns: Int?, indent: Int = 0) -> [StyledLine] {
    // One less than there are, because a full last column makes some terminals wrap.
    columns.map { $0 < Self.narrowest ? [self] : wrapped(to: $0 - 1, indent: indent) } ?? [self]
  }

  /// A word with the spaces before it.
  private struct Word {
    var spaces = StyledLine()
    var text = StyledLine()
  }

  private var words: [Word] {
    var words = [Word()]
    for piece in pieces {
      for character in piece.text {
        if character == " ", let last = words.last, !last.text.pieces.isEmpty { words.append(Word()) }
        if character == " " {
          words[words.count - 1].spaces.add(String(character), piece.style)
        } else {
          words[words.count - 1].text.add(String(character), piece.style)
        }
      }
    }
    return words
  }

  /// Where the text begins, behind the columns of a table, which at least two spaces set apart.
  private func hangingIndent(of words: [Word], width: Int) -> Int {
    var (indent, column) = (0, 0)
    for (index, word) in words.enumerated() {
      // The first single space is one between the words of the text.
      if index > 0, word.spaces.width < 2 { break }
      column += word.spaces.width
      if column <= width * 2 / 3 { indent = column }
      column += word.text.width
    }
    return indent
  }
}
