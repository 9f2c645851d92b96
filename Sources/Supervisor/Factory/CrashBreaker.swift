#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
import KBProtocol

/// Notices that several PRDs fail alike in a short time, which says that the machine is ill and not the PRDs. Pure.
struct CrashBreaker: Equatable, Sendable {
  enum Verdict: Equatable, Sendable {
    case goOn
    /// Nothing new starts for a while.
    case brake(Brake)
    /// It happened again and again: the run ends.
    case giveUp
  }

  /// Crashes within the window that trip it.
  static let limit = 5
  static let window = 600.0
  /// Trips after which a run gives up.
  static let trips = 3

  /// Seconds that nothing new starts for.
  var pause = 900.0

  private var times: [Date] = []
  private var tripped = 0

  /// A worker ended without an outcome, or a sandbox failed for good.
  mutating func crash(_ why: String, reason: BrakeReason, at now: Date) -> Verdict {
    times = times.filter { now.timeIntervalSince($0) < Self.window } + [now]
    guard times.count >= Self.limit else { return .goOn }
    times = []
    tripped += 1
    if tripped >= Self.trips { return .giveUp }
    return .brake(Brake(reason, until: now.addingTimeInterval(pause), why: why))
  }
}
