import KBState

/// Where the work on an issue begins in this run. Pure.
enum WorkStart: Equatable {
  /// With the push of a commit that an earlier run had verified and made.
  case push(CollectedWork)
  /// With the checks of work that an earlier run had collected.
  case check(CollectedWork)
  /// With collecting what a session of an earlier run has left on `base`; `message` is its agent's last one.
  case collect(base: String, message: String)
  case session

  /// What an earlier run has paid for is not paid for again.
  init(_ paid: PaidWork?, issue: Int) {
    self =
      switch paid {
      case .committed(let parent, let commit, let checks):
        .push(CollectedWork(issue: issue, base: parent, snapshot: commit, checks: checks ?? []))
      case .collected(let base, let snapshot, let leftOut):
        .check(CollectedWork(issue: issue, base: base, snapshot: snapshot, leftOut: leftOut))
      case .finished(let base, let message): .collect(base: base, message: message)
      case .begun, nil: .session
      }
  }

  /// The commit that the Factory Clone must have; nil where none is needed. Without it the work begins with a session.
  var neededCommit: String? {
    switch self {
    case .push(let work), .check(let work): work.snapshot
    case .collect, .session: nil
    }
  }

  /// The commit on which the sandbox must hold that very work; nil where it is not needed. Without it the work begins with
  /// a session.
  func neededBase(hasChecks: Bool) -> String? {
    switch self {
    case .check(let work): hasChecks ? work.base : nil
    case .collect(let base, _): base
    case .push, .session: nil
    }
  }

  /// What people are told of it; nil for a session.
  func note(issue: Int) -> String? {
    switch self {
    case .push: "the commit for #\(issue) was made by an earlier run"
    case .check: "the work on #\(issue) was finished by an earlier run"
    case .collect: "the session on #\(issue) was finished by an earlier run"
    case .session: nil
    }
  }
}
