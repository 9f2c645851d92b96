#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBProtocol
import KBSystem

/// One thing that the Supervisor saw or did. `runs/<run>/run.jsonl` and `kb run --json` hold them, one per line
/// (docs/protocol.md); the live table, the plain lines and the summary are made from them and from nothing else.
enum RunEvent: Equatable, Codable, Sendable {
  /// The first event: what this run is going to do.
  case started(plan: RunPlan)
  /// A worker process was started for the PRD. Tries count from 1.
  case workerStarted(prd: PRDName, attempt: Int, pid: Int32, log: String)
  /// A worker told something.
  case worker(prd: PRDName, event: WorkerEvent)
  /// A line of a worker that was not understood, or another oddity that ends nothing.
  case workerOddity(prd: PRDName, text: String)
  /// What the Supervisor itself has to say of the PRD. An older kb wrote it as a note of the worker.
  case floorNote(prd: PRDName, text: String)
  /// A worker process ended. nil status: it could not be started.
  case workerEnded(prd: PRDName, attempt: Int, status: ExitStatus?)
  /// The PRD gets another worker after so many seconds.
  case restarting(prd: PRDName, why: String, attempt: Int, of: Int, seconds: Double)
  /// How the PRD ended. It may be looked at once more: the last one counts.
  case settled(prd: PRDName, outcome: FactoryRunOutcome)
  /// A limit holds for all workers; no session starts before its end.
  case brakeOn(brake: Brake)
  /// A limit that was on, or was over a moment ago, holds for longer.
  case brakeExtended(brake: Brake)
  /// The limit is over.
  case brakeOff(brake: Brake)
  /// No further PRD is started, because every worker would fail alike.
  case closed(failure: DiagnosedFailure)
  /// The same for the PRDs of one repository of several.
  case repositoryClosed(repository: RepositoryIdentity, failure: DiagnosedFailure)
  /// The run's deadline has passed: nothing new starts, what runs may end.
  case deadlinePassed
  /// The run's sessions have used as many tokens as they may: nothing new starts, what runs may end.
  case tokenBudgetSpent(used: Int, budget: Int)
  /// The operator asked to stop.
  case stopping(now: Bool)
  /// The last event.
  case finished(status: Int32)

  /// Events that come often and matter for a moment only.
  var isChatter: Bool {
    switch self {
    case .worker(_, .heartbeat), .worker(_, .activity): true
    case .started, .workerStarted, .worker, .workerOddity, .floorNote, .workerEnded, .restarting, .settled, .brakeOn,
      .brakeOff,
      .brakeExtended, .closed, .repositoryClosed, .deadlinePassed, .tokenBudgetSpent, .stopping, .finished:
      false
    }
  }
}

/// A line of run.jsonl.
struct RunEventLine: Equatable, Codable, Sendable {
  var at: Date
  var run: String
  var event: RunEvent
}

/// Where run events go.
protocol RunEventSink: AnyObject {
  func receive(_ line: RunEventLine, board: RunBoard)
}
