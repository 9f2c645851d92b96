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
    if try stopAll() { try parts.journal.append(.fenced) }
  }

  /// Stops the sandbox of this run, and those in which another agent or another backend worked on the PRD before.
  /// Returns whether that is all: false where another backend's program is gone, so that a later run must look again.
  /// Throws where a sandbox can't be stopped.
  @discardableResult
  func stopAll() throws -> Bool {
    parts.reporter.enter(.fence)
    for run in resume.unendedRuns { ProcessTable.killAbandonedCommands(marker: "KB_RUN", run) }
    var isAll = true
    for backend in [parts.sandbox] + parts.otherSandboxes {
      for name in resume.sandboxes(of: backend.name, current: parts.sandbox.name, parts.spec.name) {
        var spec = parts.spec
        spec.name = name
        do {
          try parts.patience.run { try backend.stop(spec) }
        } catch let failure as ExpectedFailure
          where failure.code == .programMissing && backend.name != parts.sandbox.name
        {
          isAll = false
          parts.reporter.note("the \(backend.name.rawValue) sandbox \(name) could not be stopped: \(failure.what)")
        }
      }
    }
    return isAll
  }
}

extension ResumePoint {
  /// Names of the sandboxes that are stopped through a backend, sorted. Those of which the journal does not know the
  /// backend, and the run's own, belong to the run's backend `current`. Pure.
  func sandboxes(of backend: SandboxName, current: SandboxName, _ own: String) -> [String] {
    let isCurrent = backend == current
    let known = madeSandboxes.filter { $0.backend == backend || isCurrent && $0.backend == nil }
    return Set(known.map(\.name) + (isCurrent ? [own] : [])).sorted()
  }
}
