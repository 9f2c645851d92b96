#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBSystem
import KBText

/// Shows a smoke test while it goes on: each row when it is over, and on a terminal the one that is at work.
final class SmokeScreen {
  private let machine: FactoryMachine
  /// nil where there is no terminal, or a dumb one.
  private let painter: LivePainter?
  private var row: SmokeRow?
  private var started = ContinuousClock.now
  private var ticker: EventLoop.Token?
  private var isStopping = false

  init(_ machine: FactoryMachine) {
    self.machine = machine
    let isLive = Terminal.isTerminal(1) && machine.surroundings.variable("TERM") != "dumb"
    painter = isLive ? machine.surroundings.painter(on: machine.output) : nil
  }

  func begin(_ row: SmokeRow) {
    guard painter != nil else { return }
    (self.row, started) = (row, .now)
    if ticker == nil { ticker = machine.loop.every(.seconds(1)) { [weak self] in self?.draw() } }
    draw()
  }

  func end(_ finding: SmokeFinding) { show(SmokeReport.lines(of: finding), indent: SmokeReport.indent) }

  /// Shows lines for good, those that are too wide with further rows that begin no further left than `indent`.
  func show(_ lines: [StyledLine], indent: Int = 4) {
    row = nil
    guard !lines.isEmpty else { return }
    guard let painter else { return machine.surroundings.print(lines) }
    let columns = Terminal.size(of: 1)?.columns
    painter.replace(with: lines.flatMap { $0.wrapped(forTerminal: columns, indent: indent) })
  }

  /// Says that it was told to stop, and goes on to remove the sandbox.
  func stop() {
    guard !isStopping else { return }
    isStopping = true
    painter?.wipeBelow()
    machine.surroundings.complain("stopping: the sandbox is removed first; a third Ctrl-C leaves it to kb clean")
    painter?.forget()
  }

  /// Nothing is drawn any more.
  func close() {
    machine.loop.cancel(ticker)
    ticker = nil
    machine.output.drain(within: .seconds(5))
  }

  private func draw() {
    guard let painter, let row else { return }
    let seconds = (ContinuousClock.now - started).inSeconds
    var line = StyledLine(DisplayWidth.fit("…", to: 9), .waits)
    line.add(DisplayWidth.fit(TimeText.elapsed(seconds), to: 7, alignRight: true) + "  " + row.doing, .dim)
    painter.paint([line.cut(to: painter.width)])
  }
}
