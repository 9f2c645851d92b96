#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBDomain
package import KBFailures
import KBSandboxes
import KBText

/// Failures of agent sessions.
extension ExpectedFailure {
  package static func agentModelUnknown(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentModelUnknown, "\(agent.rawValue) does not know the requested model.", why: why,
      fix: "correct `model` in .krutrimbox/config.json or --model")
  }

  package static func agentMissing(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentMissing, "the program \(agent.rawValue) is not in the sandbox.", why: why,
      fix: "use a template that has it: kb template prepare --agent \(agent.rawValue)")
  }

  /// Claude Code runs as root only where it is told that it is in a sandbox.
  package static func agentRefusesRoot(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentRefusesRoot, "\(agent.rawValue) refuses to work as root with its safety prompts off.", why: why,
      fix: "run kb as an ordinary user, or use Docker Sandboxes: --sandbox sbx")
  }

  package static func agentForbidden(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentForbidden, "\(agent.rawValue)'s service refused access: HTTP 403.", why: why,
      fix: "check whether the sandbox's network blocks it: sbx policy log; if not, check what the account may use")
  }

  package static func agentUsageLimit(_ agent: AgentName, until reset: Date?, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentUsageLimit, "the usage limit of \(agent.rawValue) is reached.", why: why,
      fix: reset == nil
        ? "wait, or buy credit from the vendor and let runs continue: kb brake off; nothing is lost"
        : "run again after the reset, or buy credit and let runs continue: kb brake off; nothing is lost", until: reset)
  }

  package static func agentOverloaded(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentOverloaded, "\(agent.rawValue)'s service is overloaded or could not be reached.", why: why,
      fix: "run again later; nothing is lost")
  }

  package static func agentFailed(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentFailed, "the \(agent.rawValue) session ended without finishing.", why: why,
      fix: "make the issue clearer or remove the cause, then run again")
  }

  /// Its last event, what it says there and its exit status do not agree that it has finished.
  package static func agentUnfinished(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentUnfinished, "the \(agent.rawValue) session was cut off before it had finished.", why: why,
      fix: "run again: the next session continues with what this one left in the sandbox")
  }

  /// The model's safeguards stopped it.
  package static func agentRefused(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentRefused, "the model of \(agent.rawValue) refused to continue.", why: why,
      fix: "word the issue differently, or use another model, then run again")
  }

  package static func agentPromptTooLong(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentPromptTooLong, "the \(agent.rawValue) session has more text than its model can read.", why: why,
      fix: "make the issue smaller or the PRD shorter, or use a model with a larger context, then run again")
  }

  /// The vendor knows the account and does not let it do this.
  package static func agentAccountRefused(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentAccountRefused, "the account of \(agent.rawValue) is not allowed to do this.", why: why,
      fix: "check what its plan and its organization allow, or store another credential: sbx secret set "
        + "\(agent.secretService)")
  }

  package static func agentOutOfTime(_ agent: AgentName, minutes: Double) -> ExpectedFailure {
    ExpectedFailure(
      .agentOutOfTime, "the \(agent.rawValue) session took longer than \(minutes.plain) min and was stopped.",
      fix: "make the issue smaller, or raise limits.agentMinutes in .krutrimbox/config.json")
  }

  /// `mebibytes` is the limit that it passed.
  package static func agentFlooded(_ agent: AgentName, mebibytes: Double) -> ExpectedFailure {
    ExpectedFailure(
      .agentFlooded, "the \(agent.rawValue) session printed more than \(mebibytes.plain) MiB and was stopped.",
      fix: "look in the log at what it printed; if that is right, raise limits.outputMiB in .krutrimbox/config.json")
  }

  package static func agentStalled(_ agent: AgentName, minutes: Double) -> ExpectedFailure {
    ExpectedFailure(
      .agentStalled, "the \(agent.rawValue) session showed no progress for \(minutes.plain) min and was stopped.",
      fix: "look in the log for what it was waiting for, or raise limits.stallMinutes in .krutrimbox/config.json")
  }

  /// `leftOut` says what the session made that no commit can have, and where it is kept; empty where there is nothing.
  package static func agentChangedNothing(issue: Int, message: String, leftOut: String = "") -> ExpectedFailure {
    let why = [leftOut, message].filter { !$0.isEmpty }.joined(separator: "\n\n")
    guard leftOut.isEmpty else {
      return ExpectedFailure(
        .agentLeftWorkAside, "the agent finished, but what it made for #\(issue) is not on the branch.", why: why,
        fix: "look at the files and commits named above; change .gitignore or make #\(issue) clearer, then run again")
    }
    return ExpectedFailure(
      .agentChangedNothing, "the agent finished but changed nothing for #\(issue).",
      why: why.isEmpty ? nil : why,
      fix: "close #\(issue) if nothing is left to do, or make it clearer, then run again")
  }

  package static func verificationRed(_ command: String, issue: Int, sessions: Int, output: String) -> ExpectedFailure {
    ExpectedFailure(
      .verificationRed,
      "`\(command)` is still red for #\(issue) after \(sessions) "
        + (sessions == 1 ? "session." : "sessions."), why: output,
      fix: "remove the cause or make the issue clearer, then run again")
  }

  /// The review is asked once more; nobody but the log sees this.
  package static func answerFormBroken(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .answerFormBroken, "\(agent.rawValue) could not put its answer into the form that was asked for.", why: why,
      fix: "run again for another review")
  }

  /// Said before any repair session: no agent can change what is installed in its sandbox.
  package static func checkProgramMissing(
    _ program: String, check: String, remedy: String, why: String
  ) -> ExpectedFailure {
    ExpectedFailure(
      .checkProgramMissing, "`\(SafeText.line(program))` is not in the sandbox, so the check `\(check)` can't run.",
      why: why, fix: remedy)
  }

  package static func reviewEmpty(_ agent: AgentName) -> ExpectedFailure {
    ExpectedFailure(
      .reviewEmpty, "the final review by \(agent.rawValue) said nothing.", fix: "run again for another review")
  }
}
