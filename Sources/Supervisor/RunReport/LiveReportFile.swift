#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBSystem
import KBText

/// `report.html` in the run's directory, written again while the run goes on: at most every two seconds, and at most for
/// a twentieth of the time. A write that fails loses nothing; the next one may succeed.
final class LiveReportFile: RunEventSink {
  private static let pause = Duration.seconds(2)
  /// Running times go on though nothing happens.
  private static let idle = Duration.seconds(30)

  private let path: String
  private let redaction: Redaction
  private let loop: EventLoop
  private var builder: RunReportBuilder?
  private var isDirty = false
  private var pauseTimer: EventLoop.Token?
  private var ticker: EventLoop.Token?

  init(in directory: String, redaction: Redaction, on loop: EventLoop) {
    path = directory + "/report.html"
    self.redaction = redaction
    self.loop = loop
  }

  func receive(_ line: RunEventLine, board: RunBoard) {
    if builder == nil {
      builder = RunReportBuilder(first: line, redaction: redaction)
      ticker = loop.every(Self.idle) { [weak self] in self?.request() }
    } else {
      builder?.apply(line)
    }
    if case .finished = line.event {
      loop.cancel(pauseTimer)
      loop.cancel(ticker)
      write(.gone)
    } else if !line.event.isChatter {
      request()
    }
  }

  private func request() {
    isDirty = true
    if pauseTimer == nil { writeAndPause() }
  }

  private func writeAndPause() {
    isDirty = false
    let clock = SuspendingClock()
    let took = clock.measure { write(.supervised) }
    pauseTimer = loop.after(max(Self.pause, took * 20)) { [weak self] in
      guard let self else { return }
      pauseTimer = nil
      if isDirty { writeAndPause() }
    }
  }

  private func write(_ presence: RunAttendance) {
    guard let report = builder?.report(unreadable: 0, presence: presence, now: Date()) else { return }
    // A slow disk must not hold up the run for a page that comes again.
    try? Files.replace(path, with: Array(RunReportPage(report: report).text.utf8), synced: presence == .gone)
  }
}
