import Shared

/// Runs one fresh agent session inside the PRD Sandbox and judges it.
struct SandboxedAgent {
  let parts: FactoryParts

  /// The agent's last message. Throws the session's failure (classes agent, usageLimit, overloaded, agentSetup) or
  /// `StopRequested`; nothing of it runs any more then. nil issue: the final review.
  func run(_ prompt: AgentPrompt, issue: Int?) throws -> String {
    let reporter = parts.reporter
    let settings = parts.settings
    var command = parts.sandbox.inside(
      parts.spec, parts.agent.arguments(model: settings.model, effort: settings.effort), input: .text(prompt.text))
    command.limit = .minutes(settings.limits.agentMinutes)
    command.silence = .minutes(settings.limits.stallMinutes)
    command.probes = [
      SandboxWorkspace(parts.sandbox, parts.spec, effects: parts.effects)
        .signOfWork(within: .minutes(settings.limits.stallMinutes))
    ]
    command.onStop = .interrupt

    var reader = parts.agent.newReader()
    reporter.tell(.sessionStarted(issue: issue, agent: parts.agent.name))
    let result = try parts.effects.run(command) { line in
      let activity = reader.read(line)
      if let text = activity.text, !text.isEmpty { reporter.activity(text, isChatter: !activity.isProgress) }
      return activity.isProgress
    }
    let verdict = verdict(reader, result.end)
    reporter.tell(.sessionEnded(issue: issue, usage: verdict.usage, ok: verdict.failure == nil))
    if result.end == .stopped {
      stopSandbox()
      throw StopRequested()
    }
    if let failure = verdict.failure {
      if let own = parts.sandbox.ownFailure(in: result, of: parts.spec) { throw own }
      if !reader.hasEnded { stopSandbox() }
      throw failure
    }
    return verdict.message
  }

  /// The client is gone, but what it started inside may not be. Where that can't be ended, what the session came to is
  /// told all the same, and whoever is next ends it first.
  private func stopSandbox() {
    do {
      try parts.sandbox.stop(parts.spec)
    } catch {
      parts.leftover.mayBeAtWork = true
      let failure = DiagnosedFailure(error)
      parts.reporter.note(
        "an agent may be at work until the next run of this PRD: \(failure.code) \(failure.what)")
    }
  }

  private func verdict(_ reader: any AgentEventReader, _ end: CommandResult.End) -> AgentVerdict {
    let name = parts.agent.name
    let limits = parts.settings.limits
    switch end {
    case .exited(let status): return reader.verdict(status, now: parts.effects.now)
    case .outOfTime:
      return AgentVerdict(
        failure: .agentOutOfTime(name, minutes: limits.agentMinutes), message: "", usage: AgentUsage())
    case .silent:
      return AgentVerdict(failure: .agentStalled(name, minutes: limits.stallMinutes), message: "", usage: AgentUsage())
    case .stopped:
      return AgentVerdict(failure: .agentFailed(name, why: "stopped"), message: "", usage: AgentUsage())
    }
  }
}
