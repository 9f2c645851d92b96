import KBSystem

/// Draws lines on a terminal and draws over them again, so that the scrollback keeps only what is printed last.
final class LivePainter {
  private let output: Output
  private let colours: Bool
  private let fallbackWidth: Int
  /// Widths of the lines that stand on the terminal.
  private var drawn: [Int] = []

  /// `fallbackWidth`: the columns where the terminal does not tell.
  init(_ output: Output, colours: Bool, fallbackWidth: Int) {
    self.output = output
    self.colours = colours
    self.fallbackWidth = fallbackWidth
  }

  /// Columns that lines may take: one less than there are, because a full last column makes some terminals wrap.
  var width: Int { max(20, columns - 1) }
  var height: Int { Terminal.size(of: 1)?.rows ?? 24 }

  /// Draws over what was drawn before. A terminal that takes nothing (Ctrl-S) gets the newest picture later, not all
  /// that it missed.
  func paint(_ lines: [StyledLine]) {
    guard !output.isBusy, !output.isClosed else { return }
    output.write("\u{1b}[?2026h" + erasure + text(lines) + "\u{1b}[J\u{1b}[?2026l")
    drawn = lines.map(\.width)
  }

  /// Puts lines in the place of what was drawn, for good. Line by line: some terminals keep a screen that is cleared
  /// from its first line on in their scrollback.
  func replace(with lines: [StyledLine]) {
    output.write(erasure + text(lines.flatMap { $0.wrapped(forTerminal: columns) }) + "\u{1b}[J")
    drawn = []
  }

  /// Removes what the terminal itself wrote below the picture, such as `^C`.
  func wipeBelow() { output.write("\r\u{1b}[J") }

  /// The cursor may be anywhere: what was drawn stays, the next picture goes below it.
  func forget() { drawn = [] }

  private var columns: Int { Terminal.size(of: 1)?.columns ?? fallbackWidth }

  /// Back to the first line that was drawn. A terminal that became narrower has wrapped the lines.
  private var erasure: String {
    let columns = max(1, columns)
    let rows = drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
    return "\r" + (rows > 0 ? "\u{1b}[\(rows)A" : "")
  }

  private func text(_ lines: [StyledLine]) -> String {
    Self.text(lines, colours: colours, columns: columns)
  }

  /// Lines for a terminal on which something stands already. One that is too wide goes on in the next row, whose rest is
  /// cleared; behind a full row nothing is: the cursor still stands on its last column there. Pure.
  static func text(_ lines: [StyledLine], colours: Bool, columns: Int) -> String {
    lines.map { line in
      let isWrapped = line.width > columns && !line.width.isMultiple(of: max(1, columns))
      return "\u{1b}[2K" + line.text(colours: colours) + (isWrapped ? "\u{1b}[K" : "") + "\n"
    }.joined()
  }
}
