/// What kind of failure it is. The class decides the policy (docs/failures.md); only `agent`, `verification` and
/// `unchanged` say anything about the issue that was being worked on.
package enum FailureClass: String, CaseIterable, Codable, Sendable {
  /// Wrong flag, argument or command.
  case usage
  /// The project's configuration file.
  case configuration
  /// The machine, its programs or krutrimbox's own files.
  case machine
  /// The host repository or origin.
  case repository
  /// The PRD or its issues are not as they must be.
  case plan
  /// GitHub said no: 401, 403, 404, 422.
  case forgeRefused
  /// GitHub did not answer, or answered 5xx or nonsense.
  case forgeUnavailable
  /// GitHub's primary or secondary rate limit.
  case forgeLimit
  /// The sandbox or its command failed.
  case sandbox
  /// The vendor's plan or quota is used up until a reset time.
  case usageLimit
  /// The vendor is overloaded, limits the rate without a reset, or the connection was lost.
  case overloaded
  /// The agent is not logged in, its model is unknown, or the sandbox lacks a program: every worker would fail alike.
  case agentSetup
  /// The agent ended without success, refused, timed out, stalled, or was cut off.
  case agent
  /// The agent ended well and changed nothing.
  case unchanged
  /// The repository's own checks are red.
  case verification
  /// The PRD Branch moved and can't be joined without a person.
  case branchMoved
  /// Too little disk.
  case disk
  /// A worker process ended without an outcome.
  case worker
  /// Nobody foresaw it.
  case bug
}
