import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBSandboxes
import KBSystem
import KBText

/// The end of the PRD Sandbox of a PRD that is delivered. Its commits are at origin by now; what else the sandbox holds
/// comes to the host first. One that can't be emptied or removed stays: that is a note, not a failed PRD.
struct SandboxRemoval {
  let sandbox: PRDSandbox
  let carrier: SavedWorkCarrier
  let narrator: Narrator

  /// `view` tells where the PRD Branch has come to.
  func remove(after view: PRDView) throws {
    narrator.enter(.cleanUp)
    do {
      if let reason = try reasonToStay(view) {
        narrator.note("the sandbox was not removed: \(reason) To look inside: \(sandbox.help.inspect)")
      } else {
        try sandbox.remove()
      }
    } catch let failure as ExpectedFailure {
      narrator.note("the sandbox was not removed: \(failure.what) \(failure.fix)")
    }
  }

  /// nil where the host has everything.
  private func reasonToStay(_ view: PRDView) throws -> String? {
    do {
      return try carrier.bringRest(beside: [view.branch.tip]).map(SafeText.line)
    } catch let stop as StopRequested {
      throw stop
    } catch {
      // One that is gone has nothing to look into. A list without it proves nothing: its daemon may be starting.
      if try sandbox.backend.isGone(sandbox.spec) { return nil }
      return "\(DiagnosedFailure(error).what) kb clean \(view.snapshot.prd.number) tries again."
    }
  }
}
