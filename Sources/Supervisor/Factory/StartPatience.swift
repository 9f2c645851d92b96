#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

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
    var tries: [FailureClass: Int] = [:]
    while true {
      do {
        return try step()
      } catch let failure as ExpectedFailure {
        let before = tries[failure.failureClass, default: 0]
        guard let end = Self.end(of: failure, tries: before, at: effects.now, scale: scale),
          deadline.map({ end < $0 }) ?? true
        else { throw failure }
        tries[failure.failureClass] = before + 1
        tell(Self.line(failure, until: end))
        try wait(until: end)
      }
    }
  }

  /// When to try again; nil where waiting is of no use. An origin that git can't reach is waited for where git's words
  /// are those of an outage; a name that nobody knows is often misspelt, and gets a few tries only. Pure.
  static func end(of failure: ExpectedFailure, tries: Int, at now: Date, scale: Double) -> Date? {
    guard failure.code != .forgeAnswerUnreadable, tries < limit(of: failure) else { return nil }
    switch (failure.failureClass, failure.failureClass.policy) {
    case (.forgeLimit, .brake(let reason, let orElse)):
      return failure.until ?? now.addingTimeInterval(reason.pause(orElse, after: tries).inSeconds * scale)
    case (.forgeUnavailable, .retry(let delays)) where tries < delays.count:
      return now.addingTimeInterval(delays[tries].inSeconds * scale)
    default: return nil
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
