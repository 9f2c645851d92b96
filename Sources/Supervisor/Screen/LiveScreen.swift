#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBSystem

/// Shows the live table while a run goes on, and the summary in its place when it is over.
final class LiveScreen: RunEventSink {
  /// The least time between two drawings.
  private static let pause = Duration.milliseconds(100)

  private let painter: LivePainter
  private let loop: EventLoop
  private var board: RunBoard?
  private var isDirty = false
  private var pauseTimer: EventLoop.Token?
  private var ticker: EventLoop.Token?

  init(_ painter: LivePainter, on loop: EventLoop) {
    self.painter = painter
    self.loop = loop
  }

  func receive(_ line: RunEventLine, board: RunBoard) {
    self.board = board
    switch line.event {
    case .started:
      ticker = loop.every(.seconds(1)) { [weak self] in self?.redraw() }
      redraw()
    case .finished:
      loop.cancel(ticker)
      loop.cancel(pauseTimer)
      painter.replace(with: RunSummary(board: board, now: line.at).lines)
    case .workerStarted, .worker, .workerOddity, .floorNote, .workerEnded, .restarting, .settled, .brakeOn,
      .brakeExtended,
      .brakeOff, .closed, .repositoryClosed,
      .deadlinePassed, .tokenBudgetSpent, .stopping:
      redraw()
    }
  }

  /// Draws now, or when the pause since the last drawing is over.
  func redraw() {
    isDirty = true
    if pauseTimer == nil { draw() }
  }

  private func draw() {
    isDirty = false
    guard let board else { return }
    painter.paint(LiveTable(board: board, now: Date(), width: painter.width, height: painter.height).lines)
    pauseTimer = loop.after(Self.pause) { [weak self] in
      guard let self else { return }
      pauseTimer = nil
      if isDirty { draw() }
    }
  }
}
