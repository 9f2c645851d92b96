#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBDomain
import KBFailures
import KBProtocol

/// What a run has come to, as the operator reads it in the morning: built from the run's event lines by
/// `RunReportBuilder`, shown as text, JSON or a page. Free text in it is masked, and is not yet safe to print.
struct RunReport: Equatable, Codable, Sendable {
  enum State: String, Codable, Sendable {
    case running
    /// Every PRD has its outcome.
    case finished
    /// Ended by the operator.
    case stopped
    /// Its `kb run` was killed, or the machine went down: there is no last event.
    case cutOff = "cut-off"
  }

  /// A limit that was met.
  struct BrakeEntry: Equatable, Codable, Sendable {
    var brake: Brake
    var at: Date
    /// When it was taken off; nil while it holds, and where the run ended first.
    var endedAt: Date?
    /// PRDs that met it; empty where the Supervisor found it.
    var prds: [PRDName]
  }

  /// What a run went by in one repository.
  struct Repository: Equatable, Codable, Sendable {
    var repository: RepositoryIdentity
    var operatorLogin: String
    var agent: AgentName
    var baseBranch: String
  }

  var run: String
  /// With the four keys that follow: the only repository, or the first of several.
  var repository: RepositoryIdentity
  var operatorLogin: String
  /// Top folder of the host repository, where commands are typed; nil where they may be typed anywhere.
  var checkout: String?
  /// Of the run's logs and events.
  var directory: String
  var agent: AgentName
  var baseBranch: String
  var parallel: Int
  /// nil in a run of one repository.
  var repositories: [Repository]?
  /// Repositories that could not be worked on; nil where there are none.
  var leftOut: [LeftOutRepository]?
  /// How well the sandboxes isolated, each way once; one that begins with `none` did not. nil where an older kb ran.
  var isolation: [String]?

  var state: State
  var presence: RunAttendance
  /// The exit status of `kb run`; nil while it has none.
  var exitStatus: Int32?
  var startedAt: Date
  /// Of the newest event.
  var lastEventAt: Date
  /// What times are measured to: the run's end, or now while it runs.
  var measuredTo: Date

  /// By repository and number.
  var prds: [PRDReport]
  var notTaken: [NotTakenPRD]
  var totals: Totals
  /// Seconds per kind of work, of all PRDs.
  var times: TimeSplit
  /// Seconds in which a slot had no PRD.
  var idleSeconds: Double
  var brakes: [BrakeEntry]
  /// Why no further PRD was started; nil where it was not so.
  var closedBy: DiagnosedFailure?
  /// When the run's deadline passed; nil where none did.
  var deadlinePassedAt: Date?
  /// When and how the token budget was spent; nil where it was not.
  var tokenBudgetSpent: SpentBudget?
  /// Lines of run.jsonl that could not be read.
  var unreadableLines: Int

  var seconds: Double { measuredTo.timeIntervalSince(startedAt) }
}

extension RunReport {
  /// The end of a token budget.
  struct SpentBudget: Equatable, Codable, Sendable {
    var at: Date
    /// Tokens of all sessions that had ended by then.
    var used: Int
    var budget: Int
  }

  /// Sums over all PRDs.
  struct Totals: Equatable, Codable, Sendable {
    var prds = 0
    var statuses: [PRDStatus: Int] = [:]
    /// With a commit of this run.
    var issuesDone = 0
    var commits = 0
    var sessions = 0
    var usage = AgentUsage()
    /// Workers that ended without an outcome and were started again.
    var restarts = 0
  }

  /// `acme/webapp`, or some of several.
  var title: String {
    let worked = repositories?.map(\.repository) ?? [repository]
    return RunPlan.title(worked + (leftOut ?? []).map(\.repository).filter { !worked.contains($0) })
  }

  var operators: String {
    Set(repositories?.map(\.operatorLogin) ?? [operatorLogin]).sorted().joined(separator: ", ")
  }

  /// `codex, 4 at once, from origin/main`, as far as all repositories share it.
  var how: String {
    let agents = Set(repositories?.map(\.agent.rawValue) ?? [agent.rawValue]).sorted().joined(separator: " and ")
    let bases = Set(repositories?.map(\.baseBranch) ?? [baseBranch])
    let base = bases.count == 1 ? bases.first.map { ", from origin/\($0)" } ?? "" : ""
    return "\(agents), \(parallel) at once\(base)"
  }

  /// Whether the run has ended by itself with every PRD.
  var isThrough: Bool { state == .finished && (closedBy == nil || unfinished.isEmpty) }

  /// Counts in the order in which people want them: `2 delivered, 1 paused`.
  var statusCounts: String {
    let first: [PRDStatus] = [
      .running, .delivered, .notReady, .paused, .blocked, .unchanged, .failed, .stopped, .held, .skipped,
    ]
    let others = totals.statuses.keys.filter { !first.contains($0) }.sorted { $0.rawValue < $1.rawValue }
    return (first + others).compactMap { status in totals.statuses[status].map { "\($0) \(status.rawValue)" } }
      .joined(separator: ", ")
  }

  /// PRDs that a person must do something for, those that wait for a decision first.
  var needsYou: [PRDReport] {
    func rank(_ entry: PRDReport) -> Int? { if case .needsYou(let rank) = entry.status.part { rank } else { nil } }
    return prds.compactMap { entry in rank(entry).map { (rank: $0, entry: entry) } }
      .sorted { ($0.rank, $0.entry.name) < ($1.rank, $1.entry.name) }.map(\.entry)
  }

  /// PRDs whose pull request waits for a review.
  var delivered: [PRDReport] { prds.filter { $0.status.part == .delivered } }

  /// PRDs that this run, or a later one, goes on with.
  var unfinished: [PRDReport] { prds.filter { $0.status.part == .unfinished } }

  /// PRDs that are somebody else's, or nobody's any more.
  var leftAlone: [PRDReport] { prds.filter { $0.status.part == .leftAlone } }
}
