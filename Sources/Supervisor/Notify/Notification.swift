#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBProtocol
import KBText

/// What the configured `notify` program gets on its standard input, as one JSON object in one line
/// (docs/notifications.md). Keys are never renamed; new ones may come.
struct Notification: Equatable, Codable, Sendable {
  enum Event: String, CaseIterable, Codable, Sendable {
    case delivered = "prd-delivered"
    /// Every issue is done, but the pull request stays a draft.
    case notReady = "prd-not-ready"
    case paused = "prd-paused"
    case blocked = "prd-blocked"
    /// The PRD failed, or its agent changed nothing.
    case failed = "prd-failed"
    case brakeOn = "brake-on"
    case brakeOff = "brake-off"
    case finished = "run-finished"
  }

  /// 1.
  var v = 1
  var event: Event
  /// Seconds since 1970.
  var at: Date
  var run: String
  /// `owner/name`; in a run of several repositories some of them, where it is about the run.
  var repository: String
  /// Top folder of the clone: where `command` is typed.
  var checkout: String
  /// A few words: `acme/webapp #12 paused`.
  var title: String
  /// A sentence.
  var text: String
  /// The PRD's number; nil where it is about the run.
  var prd: Int?
  /// The issue that it is about.
  var issue: Int?
  /// `KB-…`; nil where nothing failed.
  var code: String?
  /// The pull request, or the PRD.
  var url: String?
  /// What a person types next.
  var command: String?
  /// When the brake ends by itself.
  var until: Date?
  /// The exit status of `kb run`.
  var status: Int32?
}

extension Notification {
  /// nil for events that nobody is told of. Pure; `board` is as it was after the event.
  init?(_ line: RunEventLine, board: RunBoard, redaction: Redaction) {
    let plan = board.plan
    func told(_ event: Event, _ title: String, _ text: String, of own: RepositoryPlan? = nil) -> Notification {
      let name = own?.repository.description ?? plan.title
      return Notification(
        event: event, at: line.at, run: line.run, repository: name,
        checkout: (own ?? plan.repositories.first).map { $0.checkout ?? $0.folder } ?? "",
        title: SafeText.line("\(name)\(title)"), text: redaction.mask(SafeText.line(text)))
    }
    switch line.event {
    case .settled(let prd, let outcome):
      // A look at the PRD that finds nothing new is no news.
      guard let event = Event(outcome), board[prd]?.endedBefore != outcome else { return nil }
      self = told(
        event, " #\(prd.number) \(outcome.name)", OutcomeText.sentence(outcome), of: plan.repository(of: prd))
      self.prd = prd.number
      add(outcome, of: board[prd]?.prd, run: line.run)
      command = command.map(plan.again(for: prd).completing)
    case .brakeOn(let brake):
      self = told(.brakeOn, ": \(brake.text(at: line.at))", brake.why)
      until = brake.until
    case .brakeOff(let brake):
      self = told(.brakeOff, ": goes on", "over: \(brake.text(at: line.at))")
    case .finished(let status):
      let span = TimeText.span(line.at.timeIntervalSince(board.startedAt))
      let counts = RunCounts(board).finalText
      self = told(
        .finished, ": run finished",
        "\(CountText.of(board.entries.count, "PRD")) in \(span)" + (counts.isEmpty ? "" : ": \(counts)"))
      self.status = status
      command = "kb report \(line.run)"
    case .started, .workerStarted, .worker, .workerOddity, .floorNote, .workerEnded, .restarting, .closed,
      .repositoryClosed, .deadlinePassed,
      .brakeExtended, .tokenBudgetSpent, .stopping:
      return nil
    }
  }

  private mutating func add(_ outcome: FactoryRunOutcome, of prd: PlannedPRD?, run: String) {
    let again = prd.flatMap { Remedy(outcome, prd: $0.number).command }
    url = prd?.url
    switch outcome {
    case .delivered(let pullRequest, _): url = pullRequest
    case .notReady(let pullRequest, _):
      url = pullRequest
      command = again
    case .paused(let issue, _), .blocked(let issue, _, _):
      self.issue = issue
      command = again
    case .failed(let issue, let failure):
      self.issue = issue
      code = failure.code
      command = prd.map { Remedy.logs($0.name.argument, run: run) }
    case .unchanged(let issue, _, let failure):
      self.issue = issue
      code = failure.code
      command = again
    case .skipped, .heldElsewhere, .stopped: break
    }
  }
}

extension Notification.Event {
  fileprivate init?(_ outcome: FactoryRunOutcome) {
    switch outcome {
    case .delivered: self = .delivered
    case .notReady: self = .notReady
    case .paused: self = .paused
    case .blocked: self = .blocked
    case .failed, .unchanged: self = .failed
    case .skipped, .heldElsewhere, .stopped: return nil
    }
  }
}
