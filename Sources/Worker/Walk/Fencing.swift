import KBDomain
import KBFailures
import KBProtocol
import KBSandboxes
import KBState
import KBSystem

/// Stops what earlier Factory Runs of the PRD left at work: one that had no clean end may have left its agent in the
/// sandbox, or a push or comment on its way.
struct Fencing {
  let sandbox: PRDSandbox
  /// Backends that this run does not use; an earlier run of the PRD may have.
  let others: [any SandboxBackend]
  let patience: Patience
  let journal: RunJournal
  let narrator: Narrator

  /// Done before anything is read, for what is read must not change by what is left.
  func fence(after resume: ResumePoint) throws {
    guard resume.needsFence else { return }
    if try stopAll(resume) { try journal.append(.fenced) }
  }

  /// Stops the sandbox of this run, and those in which another agent or another backend worked on the PRD before.
  /// Returns whether that is all: false where another backend's program is gone, so that a later run must look again.
  /// Throws where a sandbox can't be stopped.
  @discardableResult
  func stopAll(_ resume: ResumePoint) throws -> Bool {
    narrator.enter(.fence)
    for run in resume.unendedRuns { ProcessTable.killAbandonedCommands(marker: "KB_RUN", run) }
    let own = sandbox.backend.name
    var isAll = true
    for backend in [sandbox.backend] + others {
      for name in resume.sandboxes(of: backend.name, current: own, sandbox.spec.name) {
        do {
          try patience.run { try backend.stop(sandbox.named(name).spec) }
        } catch let failure as ExpectedFailure where failure.code == .programMissing && backend.name != own {
          isAll = false
          narrator.note("the \(backend.name.rawValue) sandbox \(name) could not be stopped: \(failure.what)")
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
