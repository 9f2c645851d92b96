import KBText

/// What a run does for its operator besides its work: the page that an open tab follows, notifications, the lock that
/// tells a live run from a dead one. Nothing of it can end or hold up a run.
final class RunCompanions {
  /// What gets the run's events.
  let sinks: [any RunEventSink]
  private let presence: RunPresence?
  private let notifier: Notifier?
  private let machine: FactoryMachine

  /// The run's directory exists.
  init(_ plan: RunPlan, _ machine: FactoryMachine) {
    self.machine = machine
    presence = RunPresence(plan.directory)
    let redaction = Redaction(environment: machine.surroundings.environment)
    notifier = Notifier(plan, redaction: redaction, runner: machine.runner)
    LeftPage(store: RunStore(stateRoot: plan.stateRoot), redaction: redaction).mendNewest(before: plan.run)
    let page = LiveReportFile(in: plan.directory, redaction: redaction, on: machine.loop)
    sinks = [page] + [notifier].compactMap { $0 }
  }

  /// The run is over: gives what still waits a while. Ctrl-C ends that.
  func finish() {
    var isOver = false
    machine.onStop = { isOver = true }
    notifier?.drain(within: .seconds(30), isOver: { isOver })
  }
}
