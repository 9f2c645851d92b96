#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// Draws the live table on a terminal and draws over it again, so that only the summary stays in the scrollback.
final class LiveScreen: RunEventSink {
  /// The least time between two drawings.
  private static let pause = Duration.milliseconds(100)

  private let output: Output
  private let loop: EventLoop
  private let colours: Bool
  private let size: () -> (columns: Int, rows: Int)
  private var board: RunBoard?
  /// Widths of the lines that stand on the terminal.
  private var drawn: [Int] = []
  private var isDirty = false
  private var pauseTimer: EventLoop.Token?
  private var ticker: EventLoop.Token?

  init(_ output: Output, on loop: EventLoop, colours: Bool, size: @escaping () -> (columns: Int, rows: Int)) {
    self.output = output
    self.loop = loop
    self.colours = colours
    self.size = size
  }

  func receive(_ line: RunEventLine, board: RunBoard) {
    self.board = board
    if case .started = line.event { ticker = loop.every(.seconds(1)) { [weak self] in self?.draw() } }
    if case .finished = line.event { return finish(board, at: line.at) }
    redraw()
  }

  /// The terminal has another size, or this process was in the background: the cursor may be anywhere.
  func redraw(afresh: Bool = false) {
    if afresh { drawn = [] }
    isDirty = true
    if pauseTimer == nil { draw() }
  }

  private func draw() {
    isDirty = false
    // A terminal that takes nothing (Ctrl-S) gets the newest picture later, not all that it missed.
    guard let board, !output.isBusy, !output.isClosed else { return }
    let (columns, rows) = size()
    // One column less: a full last column makes some terminals wrap.
    let lines = LiveTable(board: board, now: Date(), width: max(20, columns - 1), height: rows).lines
    output.write("\u{1b}[?2026h" + erasure(columns) + text(lines) + "\u{1b}[J\u{1b}[?2026l")
    drawn = lines.map(\.width)
    loop.cancel(pauseTimer)
    pauseTimer = loop.after(Self.pause) { [weak self] in
      guard let self else { return }
      pauseTimer = nil
      if isDirty { draw() }
    }
  }

  private func finish(_ board: RunBoard, at now: Date) {
    loop.cancel(ticker)
    loop.cancel(pauseTimer)
    let lines = RunSummary(board: board, now: now).lines
    output.write(erasure(size().columns) + "\u{1b}[J" + text(lines))
    drawn = []
  }

  /// Back to the first line that was drawn. A terminal that became narrower has wrapped the lines.
  private func erasure(_ columns: Int) -> String {
    let rows = drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / max(1, columns)) }
    return "\r" + (rows > 0 ? "\u{1b}[\(rows)A" : "")
  }

  private func text(_ lines: [StyledLine]) -> String {
    lines.map { "\u{1b}[2K" + $0.text(colours: colours) + "\n" }.joined()
  }
}
