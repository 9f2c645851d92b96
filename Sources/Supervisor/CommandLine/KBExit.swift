import KBFailures
import KBProtocol

/// The exit status of `kb`.
enum KBExit: Int32, Sendable {
  /// Every PRD ended delivered, paused, blocked or skipped, or was stopped by other means than Ctrl-C.
  case success = 0
  /// At least one PRD failed, a repository was left out, the run gave up before every PRD had its turn, or the command failed.
  case failed = 1
  /// Wrong flag, argument or command.
  case wrongUsage = 2
  /// The machine, its programs, the repository or the configuration is not ready for a run.
  case notReady = 3
  /// Ended by Ctrl-C or SIGTERM.
  case interrupted = 130

  /// For a failure before any work was started.
  init(beforeWork failureClass: FailureClass) {
    switch failureClass {
    case .usage: self = .wrongUsage
    case .configuration, .machine, .repository, .forgeRefused, .sandbox, .agentSetup, .disk: self = .notReady
    case .plan, .forgeUnavailable, .forgeLimit, .usageLimit, .overloaded, .agent, .unchanged, .verification,
      .branchMoved, .worker, .bug:
      self = .failed
    }
  }

  /// For a run that was not interrupted. PRDs that got no worker because every one would fail alike count as failed.
  init(of board: RunBoard) {
    let hasFailures = board.outcomes.contains(where: \.isFailure) || !board.plan.leftOut.isEmpty
    self = board.wasGivenUp || hasFailures ? .failed : .success
  }
}
