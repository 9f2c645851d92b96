package import KBFailures
import KBText

/// Failures that come from what earlier runs have left.
extension ExpectedFailure {
  package static func noRunYet(in directory: String) -> ExpectedFailure {
    ExpectedFailure(.runUnknown, "there is no run yet in \(directory).", fix: "start one: kb run")
  }

  /// `candidates` are runs that could have been meant, newest first.
  package static func runUnknown(_ given: String, candidates: [String]) -> ExpectedFailure {
    ExpectedFailure(
      .runUnknown, "`\(SafeText.line(given))` names no run, or more than one.",
      why: candidates.isEmpty ? nil : "runs: " + candidates.joined(separator: ", "),
      fix: candidates.first.map { "give a run's id, such as \($0)" } ?? "start one: kb run")
  }

  package static func runUnreadable(_ run: String, _ path: String) -> ExpectedFailure {
    ExpectedFailure(
      .runUnreadable, "the events of run \(run) can't be read.", why: "the first line of \(path) is not a run's plan",
      fix: "look at its log: run.log beside that file")
  }

  /// nil run: no run has one. `others` are PRDs that have a log in the run.
  package static func logMissing(_ prd: String, run: String?, others: [String]) -> ExpectedFailure {
    let place = run.map { "run \($0) has" } ?? "there is"
    return ExpectedFailure(
      .logMissing, "\(place) no log of PRD \(prd).",
      why: others.isEmpty ? nil : "it has logs of " + others.joined(separator: ", "),
      fix: "kb report shows the PRDs of the newest run; kb run --prd \(prd.drop { $0 == "#" }) works on it")
  }

  /// `what` completes "PRD #12 of more than one repository …"; each choice names a repository and what to type for it.
  package static func repositoryUnclear(_ prd: Int, _ what: String, choices: [String]) -> ExpectedFailure {
    ExpectedFailure(
      .repositoryUnclear, "PRD #\(prd) of more than one repository \(what).",
      why: choices.map { SafeText.line($0) }.joined(separator: "\n"),
      fix: "choose one below")
  }

  /// `used` completes "PRD #12 has …", `byPurpose` says on what it went, `more` completes "let it have …", and `key` is
  /// the configuration's word on it.
  package static func sessionCeilingReached(
    _ prd: Int, used: String, byPurpose: String, more: String, key: String
  ) -> ExpectedFailure {
    ExpectedFailure(
      .sessionCeilingReached, "PRD #\(prd) has \(used): \(byPurpose).",
      fix: "see what its sessions did, then set a higher `\(key)`, or let it have \(more): kb run --prd \(prd) --raise")
  }

  /// `names` are workers that were asked to end, and have not.
  package static func workerNotStopped(_ names: [String], isNow: Bool) -> ExpectedFailure {
    ExpectedFailure(
      .workerNotStopped, "still at work: \(names.joined(separator: ", ")).",
      why: isNow ? nil : "a step that must not be left half done may take minutes; then the worker ends by itself",
      fix: isNow ? "kb workers shows its pid and its step" : "wait, or end it at once: kb stop --now")
  }

  /// `what` is what would be removed.
  package static func confirmationMissing(_ what: String) -> ExpectedFailure {
    ExpectedFailure(
      .confirmationMissing, "nothing was removed: there is no terminal to ask about \(what).",
      fix: "the same command with --yes removes what is listed, without asking")
  }
}
