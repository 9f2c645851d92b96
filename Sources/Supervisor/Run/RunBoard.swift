#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBText

/// Where every PRD of a run stands, built from the run's events. Pure.
struct RunBoard: Equatable, Sendable {
  enum State: Equatable, Sendable {
    /// In the queue.
    case waiting
    /// With a worker.
    case running
    /// Its worker ended; it gets another one at that time.
    case restarting(at: Date, why: String)
    case settled(FactoryRunOutcome)
  }

  struct Entry: Equatable, Sendable {
    var prd: PlannedPRD
    var state: State
    var attempt = 0
    /// How the PRD ended before it was looked at once more; nil where it was not.
    var endedBefore: FactoryRunOutcome?
    /// What the worker of this try told; nil before the first worker.
    var record: RunRecord?
    var firstStartedAt: Date?
    var settledAt: Date?
    /// Of workers before this try.
    var earlierUsage = AgentUsage()
    var earlierSessions = 0
    var earlierCommits = 0
    /// What its workers told that the end of the run tells once more; the first of many.
    var keptForSummary: [String] = []

    var usage: AgentUsage { earlierUsage + (record?.usage ?? AgentUsage()) }
    var sessions: Int { earlierSessions + (record?.sessions ?? 0) }
    var commits: Int { earlierCommits + (record?.commits.count ?? 0) }
  }

  /// Something that people see for a while.
  struct Notice: Equatable, Sendable {
    var at: Date
    var prd: PRDName?
    var word: String
    var text: String
    var style: Style
  }

  static let noticeLimit = 12

  let plan: RunPlan
  let startedAt: Date
  private(set) var entries: [Entry]
  /// Newest last.
  private(set) var notices: [Notice] = []
  /// nil: nobody asked to stop.
  private(set) var stopsNow: Bool?
  /// Why no further session is started; nil while one may be.
  private(set) var noSessionReason: String?
  private(set) var brakes = BrakeSet()
  /// Why nothing more is admitted; nil while PRDs are.
  private(set) var closedBy: DiagnosedFailure?
  /// Repositories of which nothing more is admitted, and why.
  private(set) var closedRepositories: [LeftOutRepository] = []

  init(_ plan: RunPlan, at now: Date) {
    self.plan = plan
    startedAt = now
    entries =
      (plan.queue.map { Entry(prd: $0, state: .waiting) }
      + plan.settled.map { Entry(prd: $0.prd, state: .settled($0.outcome), settledAt: now) })
      .sorted { $0.prd.name < $1.prd.name }
  }

  subscript(prd: PRDName) -> Entry? { entries.first { $0.prd.name == prd } }

  /// Whether PRDs that wait can still get a worker.
  var admitsMore: Bool { closedBy == nil && stopsNow == nil && noSessionReason == nil }

  /// Whether PRDs were left without a worker because every one would have failed alike.
  var wasGivenUp: Bool {
    let closed = closedRepositories.map(\.repository)
    return stopsNow == nil
      && entries.contains { entry in
        entry.state == .waiting && (closedBy != nil || entry.prd.repository.map(closed.contains) ?? false)
      }
  }

  /// Of all sessions that have ended.
  var usage: AgentUsage { entries.reduce(AgentUsage()) { $0 + $1.usage } }

  var outcomes: [FactoryRunOutcome] {
    entries.compactMap {
      if case .settled(let outcome) = $0.state { outcome } else { nil }
    }
  }

  mutating func apply(_ event: RunEvent, at now: Date) {
    switch event {
    case .started, .workerEnded, .workerOddity, .finished: break
    case .workerStarted(let prd, let attempt, _, _):
      let plan = plan
      change(prd) { entry in
        entry.earlierUsage = entry.usage
        entry.earlierSessions = entry.sessions
        entry.earlierCommits = entry.commits
        entry.record = plan.assignment(of: entry.prd, attempt: attempt).map { RunRecord($0, at: now) }
        entry.attempt = attempt
        entry.endedBefore = entry.outcome ?? entry.endedBefore
        entry.firstStartedAt = entry.firstStartedAt ?? now
        entry.state = .running
      }
    case .worker(let prd, let event):
      change(prd) { $0.record?.apply(event, at: now) }
      if case .note(let text, let isForSummary) = event {
        notice(prd, "note", text, .plain, at: now)
        if isForSummary == true {
          change(prd) {
            if $0.keptForSummary.count < 20, !$0.keptForSummary.contains(text) { $0.keptForSummary.append(text) }
          }
        }
      }
    case .floorNote(let prd, let text): notice(prd, "note", text, .plain, at: now)
    case .restarting(let prd, let why, let attempt, let limit, let seconds):
      change(prd) { $0.state = .restarting(at: now.addingTimeInterval(seconds), why: why) }
      notice(prd, "restarted", "\(why), try \(attempt) of \(limit)", .waits, at: now)
    case .settled(let prd, let outcome):
      change(prd) { entry in
        entry.state = .settled(outcome)
        entry.settledAt = now
      }
      if self[prd]?.endedBefore == outcome { return }
      notice(prd, outcome.name, OutcomeText.sentence(outcome), OutcomeText.style(outcome), at: now)
    case .brakeOn(let brake):
      brakes.add(brake)
      notice(nil, "brake", brake.text(at: now), .waits, at: now)
    case .brakeExtended(let brake): brakes.add(brake)
    case .brakeOff(let brake):
      brakes.remove(brake)
      notice(nil, "brake off", brake.reason.rawValue, .plain, at: now)
    case .closed(let failure):
      closedBy = failure
      notice(nil, "no more", "no further PRD is started: \(failure.code) \(failure.what)", .bad, at: now)
    case .repositoryClosed(let repository, let failure):
      closedRepositories.append(LeftOutRepository(repository: repository, failure: failure))
      let what = "no further PRD of \(repository.fullName) is started: \(failure.code) \(failure.what)"
      notice(nil, "no more", what, .bad, at: now)
    case .deadlinePassed:
      noSessionReason = "the deadline has passed"
      notice(nil, "deadline", "no further session is started; what runs may end", .waits, at: now)
    case .tokenBudgetSpent(let used, let budget):
      let why = CountText.budgetSpent(used: used, budget: budget)
      noSessionReason = why
      notice(nil, "budget", "\(why): no further session is started; what runs may end", .waits, at: now)
    case .stopping(let now): stopsNow = now
    }
  }

  private mutating func change(_ prd: PRDName, _ body: (inout Entry) -> Void) {
    guard let index = entries.firstIndex(where: { $0.prd.name == prd }) else { return }
    body(&entries[index])
  }

  private mutating func notice(_ prd: PRDName?, _ word: String, _ text: String, _ style: Style, at now: Date) {
    notices.append(Notice(at: now, prd: prd, word: word, text: SafeText.line(text), style: style))
    if notices.count > Self.noticeLimit { notices.removeFirst() }
  }
}

extension PRDStatus {
  /// That of a PRD on the board.
  init(_ state: RunBoard.State) {
    self =
      switch state {
      case .waiting: .waiting
      case .running: .running
      case .restarting: .restarting
      case .settled(let outcome): PRDStatus(outcome)
      }
  }
}
