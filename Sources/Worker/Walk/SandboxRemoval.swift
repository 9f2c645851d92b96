import Shared

/// The end of the PRD Sandbox of a PRD that is delivered. Its commits are at origin by now; what else the sandbox holds
/// comes to the host first. One that can't be emptied or removed stays: that is a note, not a failed PRD.
struct SandboxRemoval {
  private let parts: FactoryParts
  private let workplace: Workplace

  init(_ parts: FactoryParts, _ workplace: Workplace) {
    self.parts = parts
    self.workplace = workplace
  }

  /// `view` tells where the PRD Branch has come to.
  func remove(after view: PRDView) throws {
    parts.reporter.enter(.cleanUp)
    do {
      if let reason = try reasonToStay(view) {
        let look = parts.sandbox.commandsForPeople(parts.spec).inspect
        parts.reporter.note("the sandbox was not removed: \(reason) To look inside: \(look)")
      } else {
        try parts.sandbox.remove(parts.spec)
      }
    } catch let failure as ExpectedFailure {
      parts.reporter.note("the sandbox was not removed: \(failure.what) \(failure.fix)")
    }
  }

  /// nil where the host has everything.
  private func reasonToStay(_ view: PRDView) throws -> String? {
    do {
      return try workplace.reasonToStay(at: view.branch.tip).map(SafeText.line)
    } catch let stop as StopRequested {
      throw stop
    } catch {
      // One that is gone has nothing to look into. A list without it proves nothing: its daemon may be starting.
      if try parts.sandbox.isGone(parts.spec) { return nil }
      return "\(DiagnosedFailure(error).what) kb clean \(parts.prd) tries again."
    }
  }
}

extension PRDView {
  /// The branch at origin that has the view's tip.
  func originRef(of branch: PRDBranch) -> String {
    self.branch.branch == nil ? "refs/heads/\(branch.base)" : "refs/heads/\(branch.name)"
  }
}
