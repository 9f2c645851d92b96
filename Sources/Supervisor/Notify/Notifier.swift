#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBFailures
import KBSystem
import KBText

/// Runs the configured `notify` program for events that people want to know of: one at a time, each within 10 s, none of
/// which the run waits for. A program that fails is a line in run.log.
final class Notifier: RunEventSink {
  /// Notifications that may wait; what comes on top is dropped and counted.
  static let limit = 100
  /// The longest that one may take.
  static let patience = Duration.seconds(10)

  private let plan: RunPlan
  private let redaction: Redaction
  private let runner: ProcessRunner
  private let log: AppendFile?
  private var queue: [Notification] = []
  private var isBusy = false
  private var notes = 0

  /// nil where none is configured.
  init?(_ plan: RunPlan, redaction: Redaction, runner: ProcessRunner) {
    guard !plan.settings.notify.isEmpty else { return nil }
    self.plan = plan
    self.redaction = redaction
    self.runner = runner
    log = try? AppendFile(plan.directory + "/run.log")
  }

  func receive(_ line: RunEventLine, board: RunBoard) {
    guard let notification = Notification(line, board: board, redaction: redaction) else { return }
    guard queue.count < Self.limit else { return note("\(notification.event.rawValue) was dropped: too many wait") }
    queue.append(notification)
    next()
  }

  /// The run is over: lets what waits be told, for a while. `isOver` ends it at once.
  func drain(within limit: Duration, isOver: () -> Bool) {
    var isLate = false
    let timer = runner.loop.after(limit) { isLate = true }
    runner.loop.run { !isBusy && queue.isEmpty || isLate || isOver() }
    runner.loop.cancel(timer)
    if !queue.isEmpty { note("\(queue.count) were not sent before the end") }
  }

  /// The program as it is started. A path with a slash that is not absolute counts from the clone's top folder.
  static func command(_ notify: [String], _ notification: Notification, checkout: String) -> Command? {
    guard let first = notify.first, let json = try? StateCoding.encoder.encode(notification) else { return nil }
    let program = first.contains("/") && !first.hasPrefix("/") ? "\(checkout)/\(first)" : first
    return Command(
      program, Array(notify.dropFirst()), input: .text(String(decoding: json, as: UTF8.self) + "\n"),
      directory: checkout, limit: patience)
  }

  private func next() {
    guard !isBusy, !queue.isEmpty else { return }
    let notification = queue.removeFirst()
    guard let command = Self.command(plan.settings.notify, notification, checkout: notification.checkout)
    else { return }
    isBusy = true
    do {
      try runner.start(command) { [weak self] result in self?.ended(notification, result) }
    } catch {
      note("\(notification.event.rawValue): \(error.code.rawValue) \(error.what)")
      isBusy = false
      next()
    }
  }

  private func ended(_ notification: Notification, _ result: CommandResult) {
    isBusy = false
    if !result.succeeded {
      let how =
        switch result.end {
        case .exited(let status): "ended by \(status)"
        case .outOfTime(let limit), .silent(let limit): "took longer than \(limit.milliseconds / 1000) s"
        case .flooded: "printed too much"
        case .stopped: "was stopped"
        }
      let said = result.errors.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
      note("\(notification.event.rawValue): the program \(how)\(said)")
    }
    next()
  }

  /// The first twenty are enough to see what is wrong.
  private func note(_ text: String) {
    notes += 1
    guard notes <= 20 else { return }
    let line = "\(TimeText.clock(Date())) notify \(redaction.mask(SafeText.line(text)))\n"
    try? log?.append(Array(line.utf8))
  }
}
