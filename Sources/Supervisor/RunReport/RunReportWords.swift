#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBProtocol
import KBText

/// Words that the report's text and page share. Pure.
enum RunReportWords {
  static func state(_ report: RunReport) -> String {
    switch report.state {
    case .running:
      report.presence == .workersOnly ? "kb run is gone; workers finish their step" : "running"
    case .finished: report.exitStatus == KBExit.success.rawValue ? "finished" : "finished, with failures"
    case .stopped: "stopped by the operator"
    case .cutOff: "cut off: kb run was killed or the machine went down"
    }
  }

  static func style(_ report: RunReport) -> Style {
    switch report.state {
    case .running: .waits
    case .finished: report.exitStatus == KBExit.success.rawValue ? .good : .bad
    case .stopped: .dim
    case .cutOff: .bad
    }
  }

  /// Why no session was started any more, a sentence each, without its capital and full stop; empty where some could be.
  static func noSession(_ report: RunReport, _ clock: ReportClock) -> [String] {
    var whys: [String] = []
    if let at = report.deadlinePassedAt { whys.append("the deadline passed at \(clock.time(at))") }
    if let end = report.tokenBudgetSpent {
      let (used, budget) = (CountText.short(end.used), CountText.short(end.budget))
      whys.append("the token budget of \(budget) was spent at \(clock.time(end.at)) (\(used) used)")
    }
    return whys.map { "\($0): no session was started after it" }
  }

  /// `codex usage limit until 01:16`.
  static func brake(_ brake: Brake, _ clock: ReportClock) -> String {
    brake.pastText(until: clock.time(brake.until))
  }

  /// `, met by #12 #14`; empty where the Supervisor found it.
  static func met(_ entry: RunReport.BrakeEntry) -> String {
    entry.prds.isEmpty ? "" : ", met by " + entry.prds.sorted().map(\.description).joined(separator: " ")
  }

  /// From its first worker to its end, or to where it stands; nil before the first worker.
  static func duration(_ entry: PRDReport) -> Double? {
    guard let start = entry.startedAt, let end = entry.endedAt ?? entry.spans.last?.to else { return nil }
    return max(0, end.timeIntervalSince(start))
  }

  /// Over the PRDs that have no end yet.
  static func unfinished(_ report: RunReport) -> String { report.state == .running ? "at work" : "not finished" }

  /// `#12 has 40 earlier notes in LOG`; nil where all are shown.
  static func earlierNotes(_ entry: PRDReport) -> String? {
    guard entry.earlierNotes > 0 else { return nil }
    let noun = entry.earlierNotes == 1 ? "note" : "notes"
    return "\(entry.name) has \(entry.earlierNotes) earlier \(noun) in \(entry.log)"
  }

  /// What a PRD does now: `agent, 2/5 #31 Validate rows`; nil when nobody works on it.
  static func now(_ entry: PRDReport, _ clock: ReportClock) -> String? {
    let step = entry.waitingFor.map { "waiting: \(brake($0, clock))" } ?? entry.step
    guard let step else { return entry.status == .waiting ? "in the queue" : nil }
    guard let issue = entry.issues.last, issue.endedAt == nil, let total = entry.issuesTotal else { return step }
    return "\(step), \(issue.position)/\(total) #\(issue.number) \(issue.title)"
  }

  /// What became of an issue without a commit.
  static func open(_ issue: PRDReport.IssueEntry, of entry: PRDReport) -> String {
    switch entry.outcome {
    case .paused(issue.number, _): "waits for a person"
    case .blocked(issue.number, _, let blockers): "waits for \(blockers.joined(separator: ", "))"
    case nil where issue.endedAt == nil: "worked on"
    case .delivered, .notReady: "done before"
    case .paused, .blocked, .failed, .unchanged, .skipped, .heldElsewhere, .stopped, nil: "not published"
    }
  }

  /// What a person types, in order: the log of a failure first.
  static func commands(_ entry: PRDReport, run: String) -> [String] {
    (entry.failure == nil ? [] : [Remedy.logs(entry.name.argument, run: run)]) + [entry.command].compactMap { $0 }
  }

  static func percent(_ part: Double, of whole: Double) -> String {
    let share = whole > 0 ? part / whole * 100 : 0
    return share > 0 && share < 1 ? "<1 %" : "\(Int(bounded: share.rounded())) %"
  }
}

extension RunReportWords {
  /// `2 delivered, 1 paused in 7 h 12 min`.
  static func headline(_ report: RunReport) -> String {
    let counts = report.statusCounts
    let what = counts.isEmpty ? CountText.of(report.totals.prds, "PRD") : counts
    return "\(what) in \(TimeText.span(report.seconds))"
  }
}
