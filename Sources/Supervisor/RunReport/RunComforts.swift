import Shared

/// What a run does for its operator besides its work: the page that an open tab follows, the lock that tells a live run
/// from a dead one. Nothing of it can end or hold up a run.
final class RunComforts {
  /// What gets the run's events.
  let sinks: [any RunEventSink]
  private let presence: RunPresence?

  /// The run's directory exists.
  init(_ plan: RunPlan, _ machine: FactoryMachine) {
    presence = RunPresence(plan.directory)
    let redaction = Redaction(environment: machine.surroundings.environment)
    sinks = [LiveReportFile(in: plan.directory, redaction: redaction, on: machine.loop)]
  }

  /// The run is over: ends what still goes on, within limits.
  func finish() {}
}
