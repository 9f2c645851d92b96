#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBDomain
import KBProtocol
import KBText

/// Builds the report of one PRD from its events. Pure.
struct PRDReportBuilder: Sendable {
  private var entry: PRDReport
  private let redaction: Redaction
  /// What time goes into now; nil while the PRD has no slot.
  private var kind: WorkKind?
  private var kindSince = Date(timeIntervalSince1970: 0)
  /// What goes on after a brake.
  private var phase = WorkKind.starting
  private var issue: Int?

  init(_ prd: PlannedPRD, of plan: RunPlan, _ redaction: Redaction) {
    self.redaction = redaction
    entry = PRDReport(
      number: prd.number, repository: prd.repository, title: redaction.mask(prd.title), url: prd.url, status: .waiting,
      branch: FactoryNames.branch(prd: prd.number), log: plan.log(of: prd.name))
  }

  /// A worker was started.
  mutating func workerStarted(at: Date) {
    entry.startedAt = entry.startedAt ?? at
    entry.endedAt = nil
    entry.outcome = nil
    entry.workers += 1
    entry.status = .running
    phase = .starting
    issue = nil
    turn(to: .starting, at: at)
  }

  /// It told something.
  mutating func worker(_ event: WorkerEvent, at: Date) {
    switch event {
    case .hello, .claimed, .heartbeat, .activity, .brake, .ended: break
    case .sandbox(let name): entry.sandbox = name
    case .issue(let number, let title, let position, let total): begin(number, title, position, of: total, at: at)
    case .phase(let name, let issue):
      phase = WorkKind(name)
      entry.step = name.rawValue
      self.issue = issue
      turn(to: phase, at: at)
    case .sessionStarted(let issue, _, let purpose):
      entry.sessions += 1
      change(purpose) { $0.sessions += 1 }
      change(issue) { $0.sessions += 1 }
    case .sessionEnded(let issue, let usage, _, let purpose):
      entry.usage = entry.usage + usage
      change(purpose) { $0.usage = $0.usage + usage }
      change(issue) { $0.usage = $0.usage + usage }
    case .published(let issue, let commit):
      entry.commits.append(commit)
      change(issue) { $0.commit = commit }
    case .pullRequest(_, let url): entry.pullRequest = url
    case .criteria(let met, let unmet, let byHand):
      entry.criteria = PRDReport.Criteria(met: met, unmet: unmet, byHand: byHand)
    case .checks(let base, let tip, let merged):
      entry.checks = PRDReport.Checks(base: base, tip: tip, merged: merged)
    case .ceiling(let sessions, let most, let tokens, let mostTokens):
      entry.ceiling = PRDReport.Ceiling(sessions: sessions, of: most, tokens: tokens, ofTokens: mostTokens)
    case .waiting(let brake):
      entry.waitingFor = brake
      turn(to: brake == nil ? phase : .waiting, at: at)
    case .note(let text, _): note(text, at: at)
    }
  }

  /// Something that a person should read.
  mutating func note(_ text: String, at: Date) {
    entry.add(PRDReport.Note(at: at, text: redaction.mask(text)))
  }

  /// A line of it was not understood.
  mutating func oddity() { entry.oddities += 1 }

  /// Its process is gone. What follows is another one, or the outcome.
  mutating func workerEnded() {
    entry.step = nil
    entry.waitingFor = nil
  }

  /// It left no outcome, and gets a successor.
  mutating func crashed(_ why: String, at: Date) {
    entry.crashes.append(PRDReport.Crash(at: at, why: redaction.mask(why)))
    entry.status = .restarting
    turn(to: .restarting, at: at)
  }

  /// The last word.
  mutating func settle(_ outcome: FactoryRunOutcome, at: Date) {
    let outcome = redaction.mask(outcome)
    turn(to: nil, at: at)
    closeIssue(at: at)
    entry.status = PRDStatus(outcome)
    entry.outcome = outcome
    entry.endedAt = at
    entry.step = nil
    switch outcome {
    case .delivered(let url, _), .notReady(let url, _): entry.pullRequest = url
    case .paused, .blocked, .unchanged, .skipped, .heldElsewhere, .failed, .stopped: break
    }
  }

  /// Where it stands. What began and has no end is measured to `end`.
  func report(at end: Date, isLive: Bool) -> PRDReport {
    var last = self
    last.turn(to: nil, at: end)
    var entry = last.entry
    if !isLive && entry.outcome == nil {
      entry.status = entry.status == .waiting ? .notStarted : .cutOff
      entry.step = nil
      entry.waitingFor = nil
    }
    for span in entry.spans { entry.times[span.kind] += span.to.timeIntervalSince(span.from) }
    let remedy =
      entry.outcome.map { Remedy($0, prd: entry.number) } ?? Remedy(withoutOutcome: entry.status, prd: entry.number)
    (entry.remedy, entry.command) = (remedy.text, remedy.command)
    return entry
  }

  private mutating func begin(_ number: Int, _ title: String, _ position: Int, of total: Int, at: Date) {
    entry.issuesTotal = total
    if let last = entry.issues.last, last.number == number {
      entry.issues[entry.issues.count - 1].endedAt = nil
      return
    }
    closeIssue(at: at)
    entry.issues.append(
      PRDReport.IssueEntry(number: number, title: redaction.mask(title), position: position, startedAt: at))
  }

  private mutating func closeIssue(at: Date) {
    guard let last = entry.issues.indices.last, entry.issues[last].endedAt == nil else { return }
    entry.issues[last].endedAt = at
  }

  private mutating func change(_ issue: Int?, _ body: (inout PRDReport.IssueEntry) -> Void) {
    guard let issue, let index = entry.issues.lastIndex(where: { $0.number == issue }) else { return }
    body(&entry.issues[index])
  }

  private mutating func change(_ purpose: SessionPurpose?, _ body: (inout PRDReport.PurposeEntry) -> Void) {
    guard let purpose else { return }
    var purposes = entry.purposes ?? [:]
    body(&purposes[purpose, default: PRDReport.PurposeEntry()])
    entry.purposes = purposes
  }

  private mutating func turn(to next: WorkKind?, at: Date) {
    if let kind, at > kindSince {
      if let last = entry.spans.last, last.kind == kind, last.issue == issueOfSpan, last.to == kindSince {
        entry.spans[entry.spans.count - 1].to = at
      } else {
        entry.spans.append(PRDReport.Span(kind: kind, issue: issueOfSpan, from: kindSince, to: at))
      }
    }
    kind = next
    kindSince = at
    issueOfSpan = issue
  }

  private var issueOfSpan: Int?
}
