package import KBFailures

/// What `kb doctor --smoke` finds in a sandbox that a night could not rely on.
extension ExpectedFailure {
  /// `what` completes "a sandbox …".
  package static func sandboxUnfaithful(_ what: String, why: String? = nil, fix: String) -> ExpectedFailure {
    ExpectedFailure(.sandboxUnfaithful, "a sandbox \(what).", why: why, fix: fix)
  }

  /// `what` completes "a sandbox …".
  package static func sandboxLeaks(_ what: String, why: String? = nil, fix: String) -> ExpectedFailure {
    ExpectedFailure(.sandboxLeaks, "a sandbox \(what).", why: why, fix: fix)
  }

  package static func sandboxTracesLeft(_ traces: [String], fix: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxTracesLeft, "something is left of a sandbox that was removed: \(traces.joined(separator: ", ")).",
      fix: fix)
  }
}
