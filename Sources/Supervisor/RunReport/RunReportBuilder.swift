#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBConfiguration
import KBFailures
import KBProtocol
import KBText

/// Builds a run's report from its event lines, one after the other. Pure.
struct RunReportBuilder: Sendable {
  private let plan: RunPlan
  private let first: RepositoryPlan
  private let redaction: Redaction
  private let startedAt: Date
  private var lastEventAt: Date
  private var prds: [PRDName: PRDReportBuilder] = [:]
  private var brakes: [RunReport.BrakeEntry] = []
  private var closedBy: DiagnosedFailure?
  private var closedRepositories: [LeftOutRepository] = []
  private var deadlinePassedAt: Date?
  private var tokenBudgetSpent: RunReport.SpentBudget?
  private var exitStatus: Int32?
  private var isStopping = false

  /// nil unless the line is a run's first.
  init?(first line: RunEventLine, redaction: Redaction) {
    guard case .started(let plan) = line.event, let first = plan.repositories.first else { return nil }
    self.first = first
    self.plan = plan
    self.redaction = redaction
    startedAt = line.at
    lastEventAt = line.at
    for prd in plan.queue { prds[prd.name] = PRDReportBuilder(prd, of: plan, redaction) }
    for settled in plan.settled {
      var builder = PRDReportBuilder(settled.prd, of: plan, redaction)
      builder.settle(settled.outcome, at: line.at)
      prds[settled.prd.name] = builder
    }
  }

  /// The report of a run's lines; nil where they don't begin with `started`. `unreadable` lines were passed over.
  static func report(
    of lines: [RunEventLine], unreadable: Int, presence: RunAttendance, now: Date, redaction: Redaction
  ) -> RunReport? {
    guard let first = lines.first, var builder = RunReportBuilder(first: first, redaction: redaction) else {
      return nil
    }
    for line in lines.dropFirst() { builder.apply(line) }
    return builder.report(unreadable: unreadable, presence: presence, now: now)
  }

  /// One more line.
  mutating func apply(_ line: RunEventLine) {
    let at = max(line.at, lastEventAt)
    lastEventAt = at
    switch line.event {
    case .started: break
    case .deadlinePassed: deadlinePassedAt = at
    case .tokenBudgetSpent(let used, let budget):
      tokenBudgetSpent = RunReport.SpentBudget(at: at, used: used, budget: budget)
    case .workerStarted(let prd, _, _, _): prds[prd]?.workerStarted(at: at)
    case .worker(let prd, let event):
      if case .brake(let brake) = event { note(brake, prd: prd, at: at) }
      prds[prd]?.worker(event, at: at)
    case .workerOddity(let prd, _): prds[prd]?.oddity()
    case .floorNote(let prd, let text): prds[prd]?.note(text, at: at)
    case .workerEnded(let prd, _, _): prds[prd]?.workerEnded()
    case .restarting(let prd, let why, _, _, _): prds[prd]?.crashed(why, at: at)
    case .settled(let prd, let outcome): prds[prd]?.settle(outcome, at: at)
    case .brakeOn(let brake), .brakeExtended(let brake): note(brake, prd: nil, at: at)
    case .brakeOff(let brake): release(brake, at: at)
    case .closed(let failure): closedBy = redaction.mask(failure)
    case .repositoryClosed(let repository, let failure):
      closedRepositories.append(LeftOutRepository(repository: repository, failure: failure))
    case .stopping: isStopping = true
    case .finished(let status): exitStatus = status
    }
  }

  /// Where the run stands.
  func report(unreadable: Int, presence: RunAttendance, now: Date) -> RunReport {
    let state = state(presence)
    let end = state == .running ? max(now, lastEventAt) : lastEventAt
    let entries = prds.values.map { prd in
      var entry = prd.report(at: end, isLive: state == .running)
      let again = plan.again(for: entry.name)
      entry.remedy = entry.remedy.map(again.completing)
      entry.command = entry.command.map(again.completing)
      return entry
    }.sorted { $0.name < $1.name }
    var report = RunReport(
      run: plan.run, repository: first.repository, operatorLogin: first.operatorLogin,
      checkout: plan.hasSeveral ? nil : first.checkout, directory: plan.directory, agent: first.settings.agent,
      baseBranch: first.baseBranch,
      parallel: plan.settings.parallel, state: state, presence: presence, exitStatus: exitStatus,
      startedAt: startedAt, lastEventAt: lastEventAt, measuredTo: end, prds: entries,
      notTaken: plan.notTaken.map(masked), totals: RunReport.Totals(), times: TimeSplit(), idleSeconds: 0,
      brakes: brakes, closedBy: closedBy, unreadableLines: unreadable)
    if plan.hasSeveral {
      report.repositories = plan.repositories.map { own in
        RunReport.Repository(
          repository: own.repository, operatorLogin: own.operatorLogin, agent: own.settings.agent,
          baseBranch: own.baseBranch)
      }
      report.leftOut = (plan.leftOut + closedRepositories).map {
        LeftOutRepository(repository: $0.repository, failure: redaction.mask($0.failure))
      }
    }
    report.isolation = plan.isolations.isEmpty ? nil : plan.isolations
    report.deadlinePassedAt = deadlinePassedAt
    report.tokenBudgetSpent = tokenBudgetSpent
    for entry in entries {
      report.totals.add(entry)
      report.times = report.times + entry.times
    }
    let slots = Double(min(report.parallel, max(1, plan.queue.count)))
    report.idleSeconds = plan.queue.isEmpty ? 0 : max(0, slots * report.seconds - report.times.total)
    return report
  }

  private func state(_ presence: RunAttendance) -> RunReport.State {
    if let exitStatus { return exitStatus == KBExit.interrupted.rawValue ? .stopped : .finished }
    switch presence {
    case .supervised, .workersOnly: return .running
    case .gone: return isStopping ? .stopped : .cutOff
    }
  }

  /// Seconds after its end in which a limit that is met again is the same one; a bit more than the run's own.
  private static let linger = 60.0

  /// Workers that meet one limit tell it one by one.
  private mutating func note(_ brake: Brake, prd: PRDName?, at: Date) {
    var brake = brake
    brake.why = redaction.mask(brake.why)
    let same = brakes.lastIndex {
      $0.brake.reason == brake.reason && $0.brake.agent == brake.agent && $0.endedAt == nil
        && at <= $0.brake.until.addingTimeInterval(Self.linger)
    }
    guard let same else {
      brakes.append(RunReport.BrakeEntry(brake: brake, at: at, prds: [prd].compactMap { $0 }))
      return
    }
    if brake.until > brakes[same].brake.until { brakes[same].brake = brake }
    if let prd, !brakes[same].prds.contains(prd) { brakes[same].prds.append(prd) }
  }

  private mutating func release(_ brake: Brake, at: Date) {
    let held = brakes.lastIndex {
      $0.brake.reason == brake.reason && $0.brake.agent == brake.agent && $0.endedAt == nil
    }
    if let held { brakes[held].endedAt = at }
  }

  private func masked(_ entry: NotTakenPRD) -> NotTakenPRD {
    var entry = entry
    entry.reason = redaction.mask(entry.reason)
    entry.prd.title = redaction.mask(entry.prd.title)
    return entry
  }
}

extension RunReport.Totals {
  fileprivate mutating func add(_ entry: PRDReport) {
    prds += 1
    statuses[entry.status, default: 0] += 1
    issuesDone += entry.commits.count
    commits += entry.commits.count
    sessions += entry.sessions
    usage = usage + entry.usage
    restarts += entry.crashes.count
  }
}
