import KBAgents
import KBConfiguration
import KBFailures
import KBSandboxes
import KBSystem
import KBText

/// One trivial session of the agent, judged by the agent's own reader as a night judges it. It costs a little.
struct SmokeSession {
  let spec: SandboxSpec
  let settings: RunSettings
  let backend: any SandboxBackend
  let effects: any Effects

  /// In minutes: an agent that gets no answer tries again for about three.
  static let limit = 5.0

  static let prompt = """
    This is a test of whether you can be reached. Answer with the single word ready. Run no command, read no file, change \
    nothing.
    """

  /// One line for a row that is well. Throws the failure that a session of a night would end with.
  func run() throws -> String {
    let agent = AgentCatalogue.named(spec.agent)
    var command = backend.inside(
      spec, agent.arguments(model: settings.model, effort: settings.effort, schema: nil), input: .text(Self.prompt))
    command.setFixedLimit(.minutes(Self.limit))
    command.onStop = .interrupt
    var reader = agent.newReader()
    let result = try effects.run(command) { reader.read($0).isProgress }
    guard case .exited(let status) = result.end else {
      if result.end == .stopped { throw StopRequested() }
      if let notice = reader.connectionNotice { throw ExpectedFailure.agentOverloaded(spec.agent, why: notice) }
      throw ExpectedFailure.agentOutOfTime(spec.agent, minutes: Self.limit)
    }
    let verdict = reader.verdict(status, now: effects.now)
    if let failure = verdict.failure { throw backend.ownFailure(in: result, of: spec) ?? failure }
    let model = settings.model.map { " of model \($0)" } ?? ""
    return "a session\(model) answers (\(CountText.tokens(verdict.usage)) tokens)"
  }
}
