import Shared

/// The clean sandbox of `verify.fresh`: made of a commit for one look at it, and removed afterwards. No session that wrote
/// the commit has been in it (docs/adr/0048).
struct FreshSandbox {
  private let parts: FactoryParts
  private let workplace: Workplace
  private let identity: GitIdentity

  /// `workplace` is the PRD Sandbox, which rests meanwhile: both together may not fit the machine.
  init(_ parts: FactoryParts, beside workplace: Workplace, identity: GitIdentity) {
    self.parts = parts
    self.workplace = workplace
    self.identity = identity
  }

  /// Whether checks and the review want one.
  static func isWanted(_ parts: FactoryParts) -> Bool { parts.settings.verify.isFresh }

  /// Does something with the parts of a run in it. Throws what opening it throws, too; nothing of it stays but where it
  /// can't be removed, which is a note.
  func with<Result>(_ commit: String, originRef: String, _ body: (FactoryParts) throws -> Result) throws -> Result {
    var own = parts
    own.spec.name = FactoryNames.checkSandbox(
      prd: parts.prd, repository: parts.assignment.repository, agent: parts.agent.name)
    try workplace.endSurvivors()
    // One that a run has left which was cut off.
    try own.sandbox.remove(own.spec)
    defer { remove(own) }
    _ = try Workplace(own, identity: identity).prepare("checks", at: commit, originRef: originRef)
    return try body(own)
  }

  private func remove(_ own: FactoryParts) {
    do {
      try own.sandbox.remove(own.spec)
    } catch {
      parts.reporter.note("the sandbox of the checks was not removed: kb clean \(parts.prd) does it")
    }
  }
}

extension Verification {
  /// The first red check of the work alone: in the PRD Sandbox, or in a clean one. As `firstRed(issue:)`.
  func firstRed(
    of work: CollectedWork, in workplace: Workplace, originRef: String
  ) throws -> AgentPrompt.RedCheck? {
    if names.isEmpty { return nil }
    guard FreshSandbox.isWanted(parts) else {
      return try workplace.withWorkAlone(work) { try firstRed(issue: work.issue) }
    }
    let fresh = FreshSandbox(parts, beside: workplace, identity: workplace.identity)
    return try fresh.with(work.snapshot, originRef: originRef) {
      try Verification(parts: $0).firstRed(issue: work.issue)
    }
  }
}
