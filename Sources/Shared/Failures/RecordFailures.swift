/// Failures of looking for what earlier runs have left.
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
}
