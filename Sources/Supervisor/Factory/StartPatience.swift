#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
import KBRepository
import KBSystem
import KBText

/// Waits out limits and outages of the forge that a run meets before any worker, as workers do.
struct StartPatience {
  let effects: any Effects
  /// 1 in earnest, less in fault tests; for ends that the forge did not name.
  let scale: Double
  /// No session starts after it, so nothing is waited for beyond it; nil is no such time.
  var deadline: Date?
  /// Told one line before each wait.
  let tell: (String) -> Void

  /// The step's result. Throws what does not pass by itself, what has not passed in about an hour, and `StopRequested`.
  func run<Result>(_ step: () throws -> Result) throws -> Result {
    try RetryPlan(Self.wait).attempt(step) { failure, next in
      let end = Self.end(of: failure, next, at: effects.now, scale: scale)
      if let deadline, end >= deadline { throw failure }
      tell(Self.line(failure, until: end))
      try wait(until: end)
    }
  }

  /// What comes after a failure when so many of its class came before it; nil where waiting is of no use. An origin that
  /// git can't reach is waited for where git's words are those of an outage; a name that nobody knows is often misspelt,
  /// and gets a few tries only. Pure.
  static func wait(after failure: ExpectedFailure, before: Int) -> RetryPlan.Wait? {
    guard [.forgeLimit, .forgeUnavailable].contains(failure.failureClass), failure.code != .forgeAnswerUnreadable,
      before < limit(of: failure)
    else { return nil }
    return failure.failureClass.policy.wait(after: before)
  }

  /// When to try again. Pure.
  static func end(of failure: ExpectedFailure, _ wait: RetryPlan.Wait, at now: Date, scale: Double) -> Date {
    switch wait {
    case .brake(_, let orElse): failure.until ?? now.addingTimeInterval(orElse.inSeconds * scale)
    case .pause(let pause): now.addingTimeInterval(pause.inSeconds * scale)
    }
  }

  /// How often a failure that may pass is met before it is taken for one that does not.
  private static func limit(of failure: ExpectedFailure) -> Int {
    guard failure.code == .originUnreachable else { return .max }
    switch OriginTrouble.of(failure.why ?? "") {
    case .passing: return .max
    case .unresolved: return 3
    case .refused, .unknown: return 0
    }
  }

  private static func line(_ failure: ExpectedFailure, until end: Date) -> String {
    let why = failure.why?.split(whereSeparator: \.isNewline).first.map { " " + SafeText.line(String($0)) } ?? ""
    let reason = "\(failure.code.rawValue) \(failure.what)\(why)"
    return "kb: waiting until \(TimeText.clock(end)), Ctrl-C ends it: \(reason)"
  }

  /// By the wall clock, since that is how the other side named the end.
  private func wait(until end: Date) throws {
    while effects.now < end {
      try effects.wait(.seconds(min(1, max(0.01, end.timeIntervalSince(effects.now)))))
    }
  }
}
