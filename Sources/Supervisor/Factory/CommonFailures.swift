import KBFailures
import KBProtocol

/// Notices a failure that every further worker would meet as well. Pure.
struct CommonFailures: Equatable, Sendable {
  /// The PRDs whose session told of each failure of its set-up, by code.
  private var setUps: [String: Set<PRDName>] = [:]

  /// Takes in how a PRD ended. Returns the failure for which nothing more should be admitted, or nil.
  mutating func take(_ prd: PRDName, _ outcome: FactoryRunOutcome) -> DiagnosedFailure? {
    guard case .failed(_, let failure) = outcome else { return nil }
    if Self.concernsAll(failure) { return failure }
    guard failure.failureClass == .agentSetup else { return nil }
    // What one session says is the word of one sandbox.
    setUps[failure.code, default: []].insert(prd)
    return setUps[failure.code, default: []].count > 1 ? failure : nil
  }

  /// Whether every other worker would meet the failure as well.
  private static func concernsAll(_ failure: DiagnosedFailure) -> Bool {
    switch failure.failureClass {
    case .machine, .configuration, .usage: true
    case .forgeRefused: failure.code != FailureCode.forgeInvalid.rawValue
    case .agentSetup, .repository, .plan, .forgeUnavailable, .forgeLimit, .sandbox, .usageLimit, .overloaded, .agent,
      .unchanged, .verification, .branchMoved, .disk, .worker, .bug:
      false
    }
  }
}
