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
    command.setFixedLimit(.minutes(settings.limits.agentMinutes))
    command.setOutputLimit(mebibytes: settings.limits.sessionOutputMiB)
    command.silence = .minutes(settings.limits.stallMinutes)
    command.probes = [
      SandboxWorkspace(parts.sandbox, parts.spec, effects: parts.effects)
        .signOfWork(within: .minutes(settings.limits.stallMinutes))
    ]
    command.onStop = .interrupt

    var reader = parts.agent.newReader()
    reporter.tell(.sessionStarted(issue: issue, agent: parts.agent.name))
    parts.leftover.mayWrite = true
    let result = try parts.effects.run(command) { line in
      let activity = reader.read(line)
      if let text = activity.text, !text.isEmpty { reporter.activity(text, isChatter: !activity.isProgress) }
      return activity.isProgress
    }
    let verdict = verdict(reader, result.end)
    let mayBeAtWork = if case .exited = result.end { !reader.hasEnded } else { true }
    reporter.tell(.sessionEnded(issue: issue, usage: verdict.usage, ok: verdict.failure == nil))
    if result.end == .stopped {
      stopSandbox()
      throw StopRequested()
    }
    if let failure = verdict.failure {
      if let own = sandboxFailure(in: result, reader) { throw own }
      if mayBeAtWork { stopSandbox() }
      throw failure
    }
    if mayBeAtWork { stopSandbox() }
    return verdict.message
  }

  /// The sandbox's own failure behind the session's. Without a last word of the agent it may stand below lines of the
  /// agent's.
  private func sandboxFailure(in result: CommandResult, _ reader: any AgentEventReader) -> ExpectedFailure? {
    if let own = parts.sandbox.ownFailure(in: result, of: parts.spec) { return own }
    guard !reader.hasEnded else { return nil }
    for text in [result.errors, result.output] {
      for line in text.split(whereSeparator: \.isNewline).filter({ $0.first != "{" }).suffix(5) {
        // With all the rest beside it the line is not taken for all that was said.
        let line = CommandResult(end: result.end, output: result.output + result.errors, errors: String(line))
        if let own = parts.sandbox.ownFailure(in: line, of: parts.spec) { return own }
      }
    }
    return nil
  }

  /// The client is gone, but what it started inside may not be. Where that can't be ended, what the session came to is
  /// told all the same, and whoever is next ends it first.
  private func stopSandbox() {
    do {
      try parts.sandbox.stop(parts.spec)
      parts.leftover.mayWrite = false
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
    let failure: ExpectedFailure
    switch end {
    case .exited(let status): return reader.verdict(status, now: parts.effects.now)
    case .stopped: failure = .agentFailed(name, why: "stopped")
    case .flooded: failure = .agentFlooded(name, mebibytes: limits.sessionOutputMiB)
    // It had its last word and did not go away: that word counts.
    case .outOfTime where reader.hasEnded, .silent where reader.hasEnded:
      return reader.verdict(.success, now: parts.effects.now)
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
