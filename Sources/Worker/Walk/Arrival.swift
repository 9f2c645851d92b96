import KBDomain
import KBProtocol

/// What a Factory Run does first about commits that it finds at origin.
struct Arrival {
  let catchUp: CatchUp
  let removal: SandboxRemoval
  let comparison: BaseComparison

  /// The PRD once what must follow from its published commits is done.
  func caughtUp(_ view: PRDView) throws -> PRDView { try catchUp.finish(view) }

  /// The outcome of a PRD that was handed over before, with this pull request. `isCutOff` says that a run had no clean
  /// end since.
  func delivered(_ url: String, _ view: PRDView, isCutOff: Bool) throws -> FactoryRunOutcome {
    // A person's commit may have finished an issue that was opened again after the delivery.
    _ = try catchUp.closingDone(in: view)
    // That run may have been cut off before it could clean up.
    if isCutOff { try removal.remove(after: view) }
    let isMerged = view.snapshot.pullRequest?.state == .merged
    return .delivered(pullRequest: url, conflicts: isMerged ? nil : try comparison.conflicts(of: view)?.text)
  }
}
