#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBProtocol
import KBSystem

/// The run's own files: `run.jsonl` with every event, `run.log` with the same as text. A full disk loses lines, never
/// the run.
final class RunFiles: RunEventSink {
  /// One activity of a PRD per this many seconds is kept.
  private static let activitySeconds = 5.0
  /// 64 MB in one run.
  static let limit = 64 << 20

  private let events: AppendFile?
  private let log: AppendFile?
  private let limit: Int
  private var written = 0
  private var lastActivity: [PRDName: Date] = [:]

  /// `directory` exists. Beyond `limit` bytes nothing is kept of what workers tell.
  init(in directory: String, limit: Int = RunFiles.limit) {
    self.limit = limit
    events = try? AppendFile(directory + "/run.jsonl")
    log = try? AppendFile(directory + "/run.log")
  }

  func receive(_ line: RunEventLine, board: RunBoard) {
    guard isKept(line), let bytes = Self.line(line) else { return }
    let text = PlainLine.lines(of: line).map { $0 + "\n" }.joined()
    let size = bytes.count + text.utf8.count
    guard written + size <= limit || !Self.isFromWorkers(line.event) else { return }
    written += size
    try? events?.append(bytes)
    try? log?.append(Array(text.utf8))
  }

  /// The event with its newline.
  static func line(_ line: RunEventLine) -> [UInt8]? {
    guard let data = try? StateCoding.encoder.encode(line) else { return nil }
    return Array(data) + [UInt8(ascii: "\n")]
  }

  /// Whether there may be any number of such events. What kb itself did is little, and a report is made of it.
  private static func isFromWorkers(_ event: RunEvent) -> Bool {
    switch event {
    case .worker, .workerOddity, .brakeOn, .brakeExtended, .brakeOff: true
    case .started, .workerStarted, .floorNote, .workerEnded, .restarting, .settled, .closed, .repositoryClosed,
      .deadlinePassed,
      .tokenBudgetSpent,
      .stopping, .finished:
      false
    }
  }

  private func isKept(_ line: RunEventLine) -> Bool {
    switch line.event {
    case .worker(_, .heartbeat): return false
    case .worker(let prd, .activity):
      if let last = lastActivity[prd], line.at.timeIntervalSince(last) < Self.activitySeconds { return false }
      lastActivity[prd] = line.at
      return true
    case .started, .workerStarted, .worker, .workerOddity, .floorNote, .workerEnded, .restarting, .settled, .brakeOn,
      .brakeExtended, .brakeOff,
      .closed, .repositoryClosed, .deadlinePassed, .tokenBudgetSpent, .stopping, .finished:
      return true
    }
  }
}
