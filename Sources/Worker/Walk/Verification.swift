import Shared

/// The repository's own checks, `verify.commands`, run by krutrimbox inside the sandbox: an agent's word is not proof.
struct Verification {
  let parts: FactoryParts

  /// The checks that are configured, as a person would type them.
  var names: [String] { parts.settings.verify.commands.map(Self.shown) }

  private static func shown(_ argv: [String]) -> String { Command(argv[0], Array(argv.dropFirst())).description }

  /// The first red check with the end of its output; nil when all are green or none is configured. Throws KB-A014 where
  /// a check's program is not in the sandbox.
  func firstRed(issue: Int) throws -> AgentPrompt.RedCheck? {
    let verify = parts.settings.verify
    if verify.commands.isEmpty { return nil }
    parts.reporter.enter(.verify, issue: issue)
    for argv in verify.commands {
      let shown = Self.shown(argv)
      parts.reporter.activity(shown)
      var command = parts.sandbox.inside(parts.spec, argv, input: .nothing)
      command.setFixedLimit(.minutes(verify.minutes))
      command.setOutputLimit(mebibytes: parts.settings.limits.sessionOutputMiB)
      command.onStop = .interrupt
      let result = try parts.effects.run(command) { [reporter = parts.reporter] line in
        reporter.log.line("  " + line.text)
        return true
      }
      if result.end == .stopped { throw StopRequested() }
      if let own = parts.sandbox.ownFailure(in: result, of: parts.spec) { throw own }
      if case .exited = result.end {} else { try parts.sandbox.stop(parts.spec) }
      if let program = MissingProgram.name(argv, result, repository: parts.spec.repository) {
        throw ExpectedFailure.checkProgramMissing(
          program, check: shown, prd: parts.prd, in: parts.sandbox.name, why: CommandText.tail(result, lines: 5))
      }
      if !result.succeeded {
        return AgentPrompt.RedCheck(
          command: shown, output: parts.reporter.redaction.mask(CommandText.tail(result, lines: 60)))
      }
    }
    return nil
  }
}
