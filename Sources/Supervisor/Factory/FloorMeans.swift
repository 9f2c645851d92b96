#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

extension FactoryFloor {
  /// What the floor runs on. Tests bring a worker of their own and short times.
  struct Means {
    /// Absolute path of the worker program.
    var workerProgram: String
    /// The environment that workers get.
    var environment: [String: String]
    var limits = WorkerLimits()
    var restarts = RestartPolicy()
    var breaker = CrashBreaker()
    /// How often silence is measured and the screen's times go on.
    var tick = Duration.seconds(1)
    /// From the first Ctrl-C to treating it as the second: no step is allowed to hold a stop for longer.
    var patience = Duration.seconds(600)
    /// For how long after its end a limit that is met again counts as the same one: whoever finds out needs a moment.
    var brakeLinger = Duration.seconds(30)
    /// Whether this process adopts orphans (`Platform.adoptOrphans`) and so must reap them.
    var adoptsOrphans = false
    /// What the run's deadline is compared with.
    var now: () -> Date = { Date() }
    /// From -1 to 1.
    var jitter: () -> Double = { Double.random(in: -1...1) }
  }
}

extension FactoryFloor.Means {
  /// `delayScale` is 1 in earnest; fault tests make the waits after crashes short.
  init(workerProgram: String, environment: [String: String], delayScale: Double, adoptsOrphans: Bool = false) {
    self.init(workerProgram: workerProgram, environment: environment)
    self.adoptsOrphans = adoptsOrphans
    restarts.delays = restarts.delays.map { $0 * delayScale }
    breaker.pause *= delayScale
    brakeLinger = brakeLinger * delayScale
  }
}
