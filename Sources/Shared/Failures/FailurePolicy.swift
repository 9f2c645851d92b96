/// What a Worker does about a failure. One table for all classes (docs/failures.md shows it); only the agent's own
/// classes say anything against the issue that was being worked on.
package enum FailurePolicy: Equatable, Sendable {
  /// Everybody waits until the limit is over, then the same step is done again. Never counts as a try.
  case brake(BrakeReason, orElse: Duration)
  /// The same step is done again after each of these delays. When they are used up, the PRD fails.
  case retry([Duration])
  /// The Supervisor starts another worker for the PRD, a few times.
  case restartWorker
  /// The PRD fails, and no further PRD is started: every one would meet the same.
  case stopRun
  /// The PRD fails, and no further PRD is started once the session of another one has said the same.
  case stopRunAfterTwo
  /// The PRD ends here; with a comment on the issue where the issue is concerned.
  case stopPRD(comment: Bool)
}

extension FailureClass {
  package var policy: FailurePolicy {
    switch self {
    case .usageLimit: .brake(.usageLimit, orElse: .seconds(3600))
    case .forgeLimit: .brake(.forgeLimit, orElse: .seconds(60))
    case .disk: .brake(.disk, orElse: .seconds(60))
    // About an hour in all: a night survives an evening's outage.
    case .forgeUnavailable: .retry(Self.seconds(5, 15, 60, 120, 300, 300, 300, 300, 300, 600, 600, 900))
    case .overloaded: .retry(Self.seconds(15, 60, 180, 300, 600))
    case .sandbox: .retry(Self.seconds(5, 30))
    case .worker: .restartWorker
    case .usage, .configuration, .machine, .forgeRefused: .stopRun
    case .agentSetup: .stopRunAfterTwo
    case .agent, .unchanged, .verification, .branchMoved: .stopPRD(comment: true)
    case .repository, .plan, .bug: .stopPRD(comment: false)
    }
  }

  private static func seconds(_ values: Int...) -> [Duration] { values.map { .seconds($0) } }
}
