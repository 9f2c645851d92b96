import KBFailures
import KBProtocol
import KBSystem
import KBText

/// How a worker process ended.
struct WorkerEnd: Equatable, Sendable {
  enum Reason: Equatable, Sendable {
    /// It ended by itself, or somebody else ended it.
    case byItself
    /// It was killed because it did not greet in time.
    case noHello(Duration)
    /// It was killed because it gave no sign of life for so long.
    case silent(Duration)
    /// It was killed because it is of another build.
    case wrongVersion(String)
    /// It was killed because the operator wants to stop now.
    case stopped
  }

  /// nil: it could not be started.
  var status: ExitStatus?
  var reason: Reason
  /// The outcome that it told; nil where it told none.
  var outcome: FactoryRunOutcome?
  /// The newest lines of its log, oldest first.
  var lastLines: [String] = []
}

/// What follows when a worker has ended. Pure.
struct RestartPolicy: Equatable, Sendable {
  enum Decision: Equatable, Sendable {
    case settle(FactoryRunOutcome)
    case restart(after: Duration, why: String)
    /// The PRD ends so, once a last worker has stopped the agent that the dead ones may have left in the sandbox.
    case giveUp(FactoryRunOutcome)
  }

  /// Workers that one PRD may get in one run.
  var tries = 3
  /// Before the second try, the third, and so on; the last one stands for all that follow.
  var delays: [Duration] = [.seconds(1), .seconds(5), .seconds(30)]

  /// `attempt` counts from 1; `stop` is how hard the run is being stopped; `mayRestart` is false after the deadline;
  /// `jitter` is from -1 to 1 and moves the delay by up to a fifth, so that workers that died together don't come back
  /// together.
  func decide(
    _ end: WorkerEnd, prd: Int, attempt: Int, stop: StopLadder.Step, mayRestart: Bool = true, jitter: Double
  ) -> Decision {
    if let outcome = end.outcome { return .settle(outcome) }
    let failure: ExpectedFailure
    switch end.reason {
    case .stopped: return .settle(.stopped)
    case .wrongVersion(let version):
      return .settle(
        .failed(
          issue: nil,
          failure: DiagnosedFailure(.workerVersionMismatch(supervisor: BuildVersion.text, worker: version))))
    case .byItself:
      failure = .workerDied(prd: prd, end.status ?? .signal(number: 0), lastLines: end.lastLines)
    case .noHello(let time), .silent(let time): failure = .workerSilent(prd: prd, seconds: time.milliseconds / 1000)
    }
    if stop == .kill { return .settle(.stopped) }
    if stop > .none { return .giveUp(.stopped) }
    guard attempt < tries, mayRestart else { return .giveUp(.failed(issue: nil, failure: DiagnosedFailure(failure))) }
    let index = min(attempt, delays.count) - 1
    let base = delays.indices.contains(index) ? delays[index] : .zero
    return .restart(after: base * (1 + jitter / 5), why: Self.why(end))
  }

  /// A part of a sentence: `worker ended by signal 9`.
  static func why(_ end: WorkerEnd) -> String {
    switch end.reason {
    case .byItself: "worker ended by \(end.status.map(\.description) ?? "no start")"
    case .noHello(let time): "worker did not greet within \(time.milliseconds / 1000) s"
    case .silent(let time): "worker was silent for \(time.milliseconds / 1000) s"
    case .wrongVersion(let version): "worker is of version \(version)"
    case .stopped: "worker was stopped"
    }
  }
}
