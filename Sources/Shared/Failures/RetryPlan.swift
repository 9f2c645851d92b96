/// When a step that failed is done again. It counts the failures that it was told, by class. Pure.
package struct RetryPlan {
  /// What lies between a failure and the next attempt.
  package enum Wait: Equatable, Sendable {
    /// A limit that holds for everybody was met. `orElse` is how long to wait where the failure names no end.
    case brake(BrakeReason, orElse: Duration)
    case pause(Duration)
  }

  /// What comes after a failure when so many of its class came before it; nil is the end.
  package typealias Rule = (_ failure: ExpectedFailure, _ before: Int) -> Wait?

  private let rule: Rule
  private var seen: [FailureClass: Int] = [:]

  package init(_ rule: @escaping Rule) {
    self.rule = rule
  }

  /// As the policies of the failures' classes say.
  package static var byPolicy: RetryPlan { RetryPlan { $0.failureClass.policy.wait(after: $1) } }

  /// Again after each of these pauses, where `passes` says that the failure may pass.
  package static func after(_ pauses: [Duration], _ passes: @escaping (ExpectedFailure) -> Bool) -> RetryPlan {
    RetryPlan { passes($0) && $1 < pauses.count ? .pause(pauses[$1]) : nil }
  }

  /// What comes after one more failure; nil is the end.
  package mutating func next(after failure: ExpectedFailure) -> Wait? {
    let before = seen[failure.failureClass, default: 0]
    seen[failure.failureClass] = before + 1
    return rule(failure, before)
  }

  /// Does a step until it succeeds or the plan is at its end; throws its failure then, and whatever else it throws at
  /// once. `wait` is called before each further attempt.
  package func attempt<Result>(
    _ step: () throws -> Result, wait: (_ failure: ExpectedFailure, _ wait: Wait) throws -> Void
  ) throws -> Result {
    var plan = self
    while true {
      do {
        return try step()
      } catch let failure as ExpectedFailure {
        guard let next = plan.next(after: failure) else { throw failure }
        try wait(failure, next)
      }
    }
  }
}

extension FailurePolicy {
  /// What comes after a failure of such a class when so many came before it; nil where it is not tried again here.
  package func wait(after before: Int) -> RetryPlan.Wait? {
    switch self {
    case .brake(let reason, let orElse): .brake(reason, orElse: reason.pause(orElse, after: before))
    case .retry(let delays): before < delays.count ? .pause(delays[before]) : nil
    case .restartWorker, .stopRun, .stopRunAfterTwo, .stopPRD: nil
    }
  }
}
