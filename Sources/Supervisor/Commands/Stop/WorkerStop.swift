#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBProtocol
import KBState
import KBSystem
import KBText

/// Asks live workers to end resumable, and waits until their claims are free. Works without their Supervisor: the signal
/// goes to the worker, and its outcome `stopped` keeps a Supervisor that lives from starting it again.
final class WorkerStop {
  private let isNow: Bool
  private let loop: EventLoop
  private let say: (String) -> Void

  init(isNow: Bool, on loop: EventLoop, say: @escaping (String) -> Void) {
    self.isNow = isNow
    self.loop = loop
    self.say = say
  }

  /// Returns the names of those that are still at work after the limit, or can't be asked.
  func stop(_ workers: [LiveWorker], within limit: Duration) -> [String] {
    var refused: [String] = []
    var asked: [LiveWorker] = []
    for worker in workers {
      if let record = worker.record, Self.isWorker(record), let pid = record.pid, ProcessIdentity.terminate(pid) {
        say("\(worker.shortName): asked to end\(isNow ? " at once" : " after its step")\(Self.step(record))")
        asked.append(worker)
      } else if FileLock.isHeld(worker.claimFile) {
        say("\(worker.shortName): kb can't find out which process holds it, so it asked none to end")
        refused.append(worker.shortName)
      }
    }
    return wait(for: asked, within: limit).map(\.shortName) + refused
  }

  /// Whether the record's process id is that worker's, and not another program's that got the number later.
  static func isWorker(_ record: RunRecord) -> Bool {
    guard let pid = record.pid, ProcessIdentity.program(of: pid) == "kb-worker" else { return false }
    return MarkedProcesses.has(pid, WorkerProcess.runMarker, record.run)
  }

  private func wait(for workers: [LiveWorker], within limit: Duration) -> [LiveWorker] {
    var left = workers
    var isOver = false
    let timer = loop.after(limit) { isOver = true }
    let ticker = loop.every(.milliseconds(50)) { [self] in
      left.removeAll { worker in
        guard !isHeld(worker) else { return false }
        say(result(of: worker))
        return true
      }
    }
    // The second signal means at once. It is sent again: two that come together are one.
    let repeater = isNow ? loop.every(.milliseconds(300)) { left.forEach(Self.signal) } : nil
    loop.run { left.isEmpty || isOver }
    for token in [timer, ticker, repeater] { loop.cancel(token) }
    return left
  }

  private static func signal(_ worker: LiveWorker) {
    if let record = worker.record, isWorker(record), let pid = record.pid { ProcessIdentity.terminate(pid) }
  }

  /// False as well when another worker has taken the claim meanwhile.
  private func isHeld(_ worker: LiveWorker) -> Bool {
    FileLock.isHeld(worker.claimFile) && Self.record(of: worker)?.run ?? worker.record?.run == worker.record?.run
  }

  private func result(of worker: LiveWorker) -> String {
    let prd = worker.row.prd
    let place = worker.shortName
    let record = Self.record(of: worker)
    if let record, record.run != worker.record?.run { return "\(place): ended, and another worker has taken it up" }
    switch record?.outcome {
    case .stopped:
      let again = RunAgain(flags: record?.flags).completing("kb run --prd \(prd)")
      return "\(place): stopped, nothing is lost. Go on with: \(again)"
    case let outcome?: return "\(place): \(outcome.name): \(OutcomeText.sentence(outcome))"
    case nil: return "\(place): ended without an outcome. See: kb logs \(prd)"
    }
  }

  /// The last record that the holder wrote.
  private static func record(of worker: LiveWorker) -> RunRecord? {
    let line = Files.bytes(worker.claimFile, limit: 1 << 20)?.split(separator: UInt8(ascii: "\n")).first ?? []
    return try? StateCoding.decoder.decode(RunRecord.self, from: Data(line))
  }

  private static func step(_ record: RunRecord) -> String {
    let issue = record.issue.map { ", #\($0.number) \($0.title)" } ?? ""
    return SafeText.line(record.phase.map { " (\($0.rawValue)\(issue))" } ?? "")
  }
}
