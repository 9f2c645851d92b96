#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the floor decides by. Tests make the times short.
struct FloorRules: Sendable {
  /// What follows when a worker has died.
  var restarts = RestartPolicy()
  /// The breaker as it is when the run begins.
  var breaker = CrashBreaker()
  /// From the first Ctrl-C to treating it as the second: no step is allowed to hold a stop for longer.
  var patience = Duration.seconds(600)
  /// For how long after its end a limit that is met again counts as the same one: whoever finds out needs a moment.
  var brakeLinger = Duration.seconds(30)

  /// The rules with waits after crashes so many times as long.
  func scaled(by scale: Double) -> FloorRules {
    var rules = self
    rules.restarts.delays = restarts.delays.map { $0 * scale }
    rules.breaker.pause *= scale
    rules.brakeLinger = brakeLinger * scale
    return rules
  }
}

/// What the floor runs on. Tests bring a worker of their own.
struct FloorSetup {
  /// Absolute path of the worker program.
  var workerProgram: String
  /// The environment that workers get.
  var environment: [String: String]
  /// What is decided by.
  var rules = FloorRules()
  /// The times that workers are held to.
  var limits = WorkerLimits()
  /// How often silence is measured and the screen's times go on.
  var tick = Duration.seconds(1)
  /// Whether this process adopts orphans (`Platform.adoptOrphans`) and so must reap them.
  var adoptsOrphans = false
  /// The run's clock.
  var now: () -> Date = { Date() }
  /// From -1 to 1.
  var jitter: () -> Double = { Double.random(in: -1...1) }
}
