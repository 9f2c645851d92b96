import KBFailures

/// How often a session is repeated whose failure says something against its own work.
struct SessionAttempts {
  /// Sessions at most, from 1.
  let limit: Int
  let narrator: Narrator

  /// Whether a session that failed so as the `attempt`th, from 1, is followed by another one.
  static func repeats(_ failure: ExpectedFailure, after attempt: Int, of limit: Int) -> Bool {
    failure.failureClass == .agent && attempt < limit
  }

  /// The result of the first session that does not fail; throws the failure of the last one.
  func run<Result>(_ session: () throws -> Result) throws -> Result {
    var attempt = 1
    return try RetryPlan { [limit] failure, before in
      Self.repeats(failure, after: before + 1, of: limit) ? .pause(.zero) : nil
    }.attempt(session) { failure, _ in
      attempt += 1
      narrator.note("\(failure.what) Try \(attempt) of \(limit).")
    }
  }
}
