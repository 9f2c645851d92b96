import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBSandboxes
import KBState
import KBSystem
import KBText

/// The repository's own checks, `verify.commands`, run by krutrimbox inside a sandbox: an agent's word is not proof.
struct RepositoryChecks {
  /// Each is an argv; all must end with status 0.
  let commands: [[String]]
  let limits: InsideLimits
  let narrator: Narrator
  let prd: Int

  /// The checks that are configured, as a person would type them.
  var names: [String] { commands.map(Self.shown) }

  private static func shown(_ argv: [String]) -> String { Command(argv[0], Array(argv.dropFirst())).description }

  /// The first red check with the end of its output; nil when all are green or none is configured. Throws KB-A014 where
  /// a check's program is not in the sandbox.
  func firstRed(issue: Int, in sandbox: PRDSandbox) throws -> AgentPrompt.RedCheck? {
    if commands.isEmpty { return nil }
    narrator.enter(.verify, issue: issue)
    for argv in commands {
      let shown = Self.shown(argv)
      narrator.activity(shown)
      var command = sandbox.backend.inside(sandbox.spec, argv, input: .nothing)
      limits.hold(&command)
      let result = try sandbox.effects.run(command) { [narrator] line in
        narrator.log.line("  " + line.text)
        return true
      }
      if result.end == .stopped { throw StopRequested() }
      if let own = sandbox.ownFailure(in: result) { throw own }
      if case .exited = result.end {} else { try sandbox.stop() }
      if let program = MissingProgram.name(argv, result, repository: sandbox.spec.repository) {
        throw ExpectedFailure.checkProgramMissing(
          program, check: shown, remedy: sandbox.backend.remedyForMissingProgram(prd: prd),
          why: CommandText.tail(result, lines: 5))
      }
      if !result.succeeded {
        return AgentPrompt.RedCheck(
          command: shown, output: narrator.redaction.mask(CommandText.tail(result, lines: 60)))
      }
    }
    return nil
  }
}

/// Verifies collected work, alone: in the PRD Sandbox, or in a clean one.
struct Verification {
  let checks: RepositoryChecks
  let gate: ContentGate
  let patience: Patience
  let sandbox: PRDSandbox
  /// nil where no clean sandbox is wanted.
  let fresh: FreshSandbox?

  /// The first red check of the work; nil when all are green or none is configured. The gate looks at the work before
  /// checks and repairs are paid for. Throws what the gate refuses, and KB-A014.
  func firstRed(of work: CollectedWork, originRef: String) throws -> AgentPrompt.RedCheck? {
    if checks.commands.isEmpty { return nil }
    try gate.pass(work)
    return try patience.run {
      if let fresh {
        return try fresh.with(work.snapshot, originRef: originRef) { try checks.firstRed(issue: work.issue, in: $0) }
      }
      return try withWorkAlone(work) { try checks.firstRed(issue: work.issue, in: sandbox) }
    }
  }

  /// Does something while the clone holds nothing that the work's commit has not, but for what builds explain and what
  /// was there before the first session.
  private func withWorkAlone<Result>(_ work: CollectedWork, _ body: () throws -> Result) throws -> Result {
    if let leftOut = work.leftOut, !leftOut.isLoose { return try body() }
    return try sandbox.workspace.withSnapshotAlone(on: work.base, body)
  }
}
