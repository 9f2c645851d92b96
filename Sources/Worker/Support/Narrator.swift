#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBFailures
import KBProtocol
import KBState
import KBSystem
import KBText

/// Tells everybody what the Worker does: the Supervisor through events, `kb workers` through the claim's text, people
/// through the log.
final class Narrator {
  let log: RunLog
  private(set) var redaction: Redaction
  private(set) var record: RunRecord
  /// Writes the claim's text; set once the claim is taken.
  var writeClaim: (RunRecord) -> Void = { _ in }

  /// For fault tests: called before the process kills itself.
  var beforeCrash: () -> Void = {}

  /// What the agent of the newest session printed.
  private(set) var agentWords = AgentWords()

  private let send: (WorkerEvent) -> Void
  private let clock = SuspendingClock()
  private var pace = EventPace()
  private let faults: FaultPoints
  private var passed: [String: Int] = [:]

  /// `send` brings an event to the Supervisor.
  init(
    _ assignment: Assignment, redaction: Redaction, faults: FaultPoints, send: @escaping (WorkerEvent) -> Void
  ) {
    self.send = send
    self.redaction = redaction
    self.faults = faults
    log = RunLog(assignment.log, redaction: redaction)
    record = RunRecord(assignment, at: Date())
    record.supervisor = getppid()
    tell(.hello(pid: getpid(), version: BuildVersion.text))
  }

  /// Masks these from now on, too.
  func hide(_ secrets: [String]) {
    redaction = redaction.hiding(secrets)
    log.redaction = redaction
  }

  /// Sends an event and keeps the record.
  func tell(_ event: WorkerEvent) {
    record.apply(event, at: Date())
    agentWords.apply(event)
    send(event)
    writeClaim(record)
  }

  /// A new step begins.
  func enter(_ phase: RunPhase, issue: Int? = nil) {
    log.line("== \(phase.rawValue)" + (issue.map { " #\($0)" } ?? ""))
    tell(.phase(name: phase, issue: issue))
    reach(phase.rawValue)
  }

  /// Something people should know, though the run goes on.
  func note(_ text: String, isForSummary: Bool? = nil) {
    let safe = SafeText.cut(redaction.mask(SafeText.line(text)), to: 4000)
    log.line("note: \(safe)")
    tell(.note(text: safe, isForSummary: isForSummary))
  }

  /// A failure as everybody is told of it, and its lines in the log.
  func diagnose(_ error: any Error) -> DiagnosedFailure {
    let failure = DiagnosedFailure(error).masked(by: redaction).shortened
    log.line(failure.lines.joined(separator: "\n"))
    return failure
  }

  func heartbeat() { tell(.heartbeat) }

  /// The agent does something; the live view shows the first line of it, cut.
  func activity(_ text: String, isChatter: Bool = false) {
    // Before it is cut: what is left of a secret may not look like one.
    let text = text.utf8.count > 2000 ? SafeText.shortened(redaction.mask(text)) : text
    log.line("  " + text)
    agentWords.append(text)
    guard pace.allowsOne(at: clock.now) else { return reach("activity") }
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    tell(
      .activity(
        text: SafeText.cut(redaction.mask(SafeText.line(line)), to: 200), isChatter: isChatter ? true : nil))
    reach("activity")
  }

  /// The last that is told.
  func end(_ outcome: FactoryRunOutcome) {
    log.line("== ended: \(outcome.name)")
    tell(.ended(outcome: outcome))
  }

  /// For fault tests: the process kills itself here when `KB_CRASH_AT` names this point (`publish`, or `publish.2` for
  /// the second time it is reached; several are separated by commas).
  func reach(_ point: String) {
    if faults.crashPoints.isEmpty { return }
    let count = passed[point, default: 0] + 1
    passed[point] = count
    let names = count == 1 ? [point, "\(point).1"] : ["\(point).\(count)"]
    guard !faults.crashPoints.isDisjoint(with: names) else { return }
    beforeCrash()
    kill(getpid(), SIGKILL)
  }
}
