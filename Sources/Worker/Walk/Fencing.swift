import Shared

/// Stops what earlier Factory Runs of the PRD left at work: one that had no clean end may have left its agent in the
/// sandbox, or a push or comment on its way.
struct Fencing {
  private let parts: FactoryParts
  private let resume: ResumePoint

  init(_ parts: FactoryParts, resume: ResumePoint) {
    self.parts = parts
    self.resume = resume
  }

  /// Done before anything is read, for what is read must not change by what is left.
  func fence() throws {
    guard resume.needsFence, !parts.isOff(.fence) else { return }
    try stopAll()
    try parts.journal.append(.fenced)
  }

  /// Throws where a sandbox can't be stopped: this agent's, or another agent's that worked on the PRD before.
  func stopAll() throws {
    parts.reporter.enter(.fence)
    for run in resume.unendedRuns { ProcessTable.killAbandonedCommands(marker: "KB_RUN", run) }
    for name in resume.readySandboxes.union([parts.spec.name]).sorted() {
      var spec = parts.spec
      spec.name = name
      try parts.patience.run { try parts.sandbox.stop(spec) }
    }
  }
}
