import KBAgents
import KBConfiguration
import KBDomain
import KBProtocol
import KBSandboxes

/// The clean sandbox of `verify.fresh`: made of a commit for one look at it, and removed afterwards. No session that wrote
/// the commit has been in it (docs/adr/0048).
struct FreshSandbox {
  let own: PRDSandbox
  /// The PRD Sandbox, which rests meanwhile: both together may not fit the machine.
  let other: PRDSandbox
  /// Makes the workplace of a sandbox that is not there yet.
  let workplace: () -> Workplace
  let narrator: Narrator
  let prd: Int

  /// Does something in it. Throws what opening it throws, too; nothing of it stays but where it can't be removed, which is
  /// a note.
  func with<Result>(_ commit: String, originRef: String, _ body: (PRDSandbox) throws -> Result) throws -> Result {
    try other.endSurvivors()
    // One that a run has left which was cut off.
    try own.remove()
    defer { removeAfterwards() }
    _ = try workplace().prepare("checks", at: commit, originRef: originRef)
    return try body(own)
  }

  private func removeAfterwards() {
    do {
      try own.remove()
    } catch {
      narrator.note("the sandbox of the checks was not removed: kb clean \(prd) does it")
    }
  }
}
