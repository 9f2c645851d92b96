#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBText

/// A run event as one line of text, for pipes and for the run's log:
/// `23:40:31 prd=11 paused issue=27 "Choose the retention period"`.
enum PlainLine {
  /// The lines of an event, without time stamps of their own lines' ends; empty for what only a live view shows.
  static func lines(of line: RunEventLine) -> [String] {
    words(of: line.event, at: line.at).map { "\(TimeText.clock(line.at)) \(SafeText.line($0))" }
  }

  private static func words(of event: RunEvent, at now: Date) -> [String] {
    switch event {
    case .started(let plan): started(plan)
    case .workerStarted(let prd, let attempt, let pid, let log):
      ["prd=\(prd.argument) started try=\(attempt) pid=\(pid) log=\(quoted(log))"]
    case .worker(let prd, let event): worker(event, at: now).map { ["prd=\(prd.argument) \($0)"] } ?? []
    case .workerOddity(let prd, let text): ["prd=\(prd.argument) oddity \(quoted(text))"]
    case .floorNote(let prd, let text): ["prd=\(prd.argument) \(note(text))"]
    case .workerEnded: []
    case .restarting(let prd, let why, let attempt, let limit, let seconds):
      ["prd=\(prd.argument) restarting try=\(attempt)/\(limit) in=\(Int(bounded: seconds.rounded()))s \(quoted(why))"]
    case .settled(let prd, let outcome): ["prd=\(prd.argument) \(settled(outcome))"]
    case .brakeOn(let brake): ["brake on \(quoted(brake.text(at: now)))"]
    case .brakeExtended(let brake): ["brake goes-on \(quoted(brake.text(at: now)))"]
    case .brakeOff(let brake): ["brake off reason=\(brake.reason.rawValue)"]
    case .closed(let failure): ["no further PRD is started: \(failure.code) \(failure.what)"]
    case .repositoryClosed(let repository, let failure):
      ["no further PRD of \(repository.fullName) is started: \(failure.code) \(failure.what)"]
    case .deadlinePassed: ["deadline passed: no further session is started, what runs may end"]
    case .tokenBudgetSpent(let used, let budget):
      ["\(CountText.budgetSpent(used: used, budget: budget)): no further session is started, what runs may end"]
    case .stopping(let now):
      [now ? "stopping at once" : "stopping: running steps are saved first; Ctrl-C again stops at once"]
    case .finished: []
    }
  }

  private static func started(_ plan: RunPlan) -> [String] {
    let (run, parallel) = ("run=\(plan.run)", "parallel=\(plan.settings.parallel)")
    let heads = plan.repositories.map { own in
      let prds = plan.queue.count { plan.repository(of: $0.name) == own }
      let agent = "agent=\(own.settings.agent.rawValue) base=\(own.baseBranch)"
      return plan.hasSeveral
        ? "repository=\(own.repository.fullName) operator=\(own.operatorLogin) prds=\(prds) \(agent)"
        : "\(run) repository=\(own.repository) operator=\(own.operatorLogin) prds=\(prds) \(parallel) \(agent)"
    }
    let all = plan.hasSeveral ? ["\(run) prds=\(plan.queue.count) \(parallel)"] : []
    return all + heads
      + plan.leftOut.map { left in
        "repository=\(left.repository.fullName) left-out code=\(left.failure.code) \(quoted(left.failure.what))"
      } + plan.notTaken.map { "prd=\($0.prd.name.argument) not-taken \(quoted($0.reason))" }
  }

  private static func worker(_ event: WorkerEvent, at now: Date) -> String? {
    switch event {
    // Told with each session, whose own lines say enough.
    case .hello, .activity, .heartbeat, .ceiling, .ended: nil
    case .claimed: "claimed"
    case .sandbox(let name): "sandbox \(name)"
    case .issue(let number, let title, let position, let total):
      "issue=\(number) \(position)/\(total) \(quoted(title))"
    case .phase(let name, let issue): "step \(name.rawValue)" + of(issue)
    case .sessionStarted(let issue, let agent, let purpose):
      "session agent=\(agent.rawValue)" + (purpose.map { " for=\($0.rawValue)" } ?? "") + of(issue)
    case .sessionEnded(let issue, let usage, let ok, _):
      "session-ended \(ok ? "ok" : "not-ok")\(of(issue)) tokens=\(usage.tokens)"
    case .published(let issue, let commit): "published issue=\(issue) commit=\(commit)"
    case .pullRequest(let number, let url): "pull-request \(number) \(url)"
    case .criteria(let met, let unmet, let byHand): "criteria met=\(met) unmet=\(unmet) by-hand=\(byHand)"
    case .checks(let base, let tip, let merged):
      "checks" + count("base", base) + count("tip", tip) + count("merged", merged)
    case .brake(let brake): "brake \(quoted(brake.text(at: now))) why=\(quoted(SafeText.line(brake.why)))"
    case .waiting(let brake): brake.map { "waiting \(quoted($0.text(at: now)))" } ?? "goes-on"
    case .note(let text, _): note(text)
    }
  }

  private static func note(_ text: String) -> String { "note \(quoted(text))" }

  private static func settled(_ outcome: FactoryRunOutcome) -> String {
    let detail =
      switch outcome {
      case .delivered(let pullRequest, let conflicts): pullRequest + (conflicts.map { " \(quoted($0))" } ?? "")
      case .notReady(let pullRequest, let reasons): ([pullRequest] + reasons.map(quoted)).joined(separator: " ")
      case .paused(let issue, let title): "issue=\(issue) \(quoted(title))"
      case .blocked(let issue, let title, let blockers):
        "issue=\(issue) by=\(blockers.joined(separator: ",")) \(quoted(title))"
      case .unchanged(let issue, let title, let failure): "issue=\(issue) code=\(failure.code) \(quoted(title))"
      case .skipped(let reason): quoted(reason)
      case .heldElsewhere(let holder): "by \(quoted(holder))"
      case .failed(let issue, let failure): "code=\(failure.code)\(of(issue)) \(quoted(failure.what))"
      case .stopped: ""
      }
    return outcome.name + (detail.isEmpty ? "" : " " + detail)
  }

  private static func count(_ name: String, _ count: CheckCount?) -> String {
    count.map { " \(name)=\($0.green)/\($0.green + $0.red)" } ?? ""
  }

  private static func of(_ issue: Int?) -> String { issue.map { " issue=\($0)" } ?? "" }

  private static func quoted(_ text: String) -> String {
    "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "'") + "\""
  }
}
