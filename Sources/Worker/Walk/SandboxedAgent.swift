#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBConfiguration
import KBFailures
import KBProtocol
import KBSandboxes
import KBSystem
import KBText

/// Runs one fresh agent session inside a sandbox and judges it. Every session is counted here, before it starts.
struct SandboxedAgent {
  let agent: any AgentBackend
  /// Model, effort and limits of sessions.
  let settings: RunSettings
  let ledger: SessionLedger
  let narrator: Narrator

  /// The agent's last message. Throws the session's failure (classes agent, usageLimit, overloaded, agentSetup) or
  /// `StopRequested`; nothing of it runs any more then. Throws KB-P016
  /// or KB-M004 where it may not start. `schema` is the JSON Schema of the last message; nil where that is prose.
  func run(
    _ prompt: AgentPrompt, for aim: SessionAim, in sandbox: PRDSandbox, schema: String? = nil
  ) throws -> String {
    var command = sandbox.backend.inside(
      sandbox.spec, agent.arguments(model: settings.model, effort: settings.effort, schema: schema),
      input: .text(prompt.text))
    command.setFixedLimit(.minutes(settings.limits.agentMinutes))
    command.setOutputLimit(mebibytes: settings.limits.sessionOutputMiB)
    command.silence = .minutes(settings.limits.stallMinutes)
    command.probes = [sandbox.workspace.signOfWork(within: .minutes(settings.limits.stallMinutes))]
    command.onStop = .interrupt

    var reader = agent.newReader()
    try ledger.begin(aim)
    narrator.tell(.sessionStarted(issue: aim.issue, agent: agent.name, purpose: aim.purpose))
    sandbox.leftover.mayWrite = true
    let result = try sandbox.effects.run(command) { [narrator] line in
      let activity = reader.read(line)
      if let text = activity.text, !text.isEmpty { narrator.activity(text, isChatter: !activity.isProgress) }
      return activity.isProgress
    }
    let verdict = verdict(reader, result.end, now: sandbox.effects.now)
    let mayBeAtWork = if case .exited = result.end { !reader.hasEnded } else { true }
    narrator.tell(
      .sessionEnded(issue: aim.issue, usage: verdict.usage, ok: verdict.failure == nil, purpose: aim.purpose))
    let own = verdict.failure == nil ? nil : sandboxFailure(in: result, reader, sandbox)
    do {
      try ledger.end(aim, tokens: verdict.usage.tokens, own ?? verdict.failure)
    } catch {
      if mayBeAtWork { stop(sandbox) }
      throw error
    }
    if result.end == .stopped {
      stop(sandbox)
      throw StopRequested()
    }
    if let own { throw own }
    if mayBeAtWork { stop(sandbox) }
    if let failure = verdict.failure { throw failure }
    return verdict.message
  }

  /// The sandbox's own failure behind the session's. Without a last word of the agent it may stand below lines of the
  /// agent's.
  private func sandboxFailure(
    in result: CommandResult, _ reader: any AgentEventReader, _ sandbox: PRDSandbox
  ) -> ExpectedFailure? {
    if let own = sandbox.ownFailure(in: result) { return own }
    guard !reader.hasEnded else { return nil }
    for text in [result.errors, result.output] {
      for line in text.split(whereSeparator: \.isNewline).filter({ $0.first != "{" }).suffix(5) {
        // With all the rest beside it the line is not taken for all that was said.
        let line = CommandResult(end: result.end, output: result.output + result.errors, errors: String(line))
        if let own = sandbox.ownFailure(in: line) { return own }
      }
    }
    return nil
  }

  /// The client is gone, but what it started inside may not be. Where that can't be ended, what the session came to is
  /// told all the same, and whoever is next ends it first.
  private func stop(_ sandbox: PRDSandbox) {
    do {
      try sandbox.stop()
      sandbox.leftover.mayWrite = false
    } catch {
      sandbox.leftover.mayBeAtWork = true
      let failure = DiagnosedFailure(error)
      narrator.note(
        "an agent may be at work until the next run of this PRD: \(failure.code) \(failure.what)")
    }
  }

  private func verdict(_ reader: any AgentEventReader, _ end: CommandResult.End, now: Date) -> AgentVerdict {
    let name = agent.name
    let limits = settings.limits
    let failure: ExpectedFailure
    switch end {
    case .exited(let status): return reader.verdict(status, now: now)
    case .stopped: failure = .agentFailed(name, why: "stopped")
    case .flooded: failure = .agentFlooded(name, mebibytes: limits.sessionOutputMiB)
    // It had its last word and did not go away: that word counts.
    case .outOfTime where reader.hasEnded, .silent where reader.hasEnded:
      return reader.verdict(.success, now: now)
    case .outOfTime, .silent:
      if let notice = reader.connectionNotice {
        failure = .agentOverloaded(name, why: notice)
      } else if case .silent = end {
        failure = .agentStalled(name, minutes: limits.stallMinutes)
      } else {
        failure = .agentOutOfTime(name, minutes: limits.agentMinutes)
      }
    }
    return AgentVerdict(failure: failure, message: "", usage: AgentUsage())
  }
}
