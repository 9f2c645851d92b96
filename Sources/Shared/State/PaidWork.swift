package import KBDomain

/// How far an issue came whose commit is not published, as the journal tells it. `base` is the commit that the session
/// began on.
package enum PaidWork: Equatable, Sendable {
  /// A session began, and nobody knows how it ended.
  case begun(base: String)
  /// A session ended well, and its work is in the sandbox. `message` is the agent's last one.
  case finished(base: String, message: String)
  /// The work is on the host as this commit. `leftOut` is what the session made beside; nil where there is nothing.
  case collected(base: String, snapshot: String, leftOut: LeftOut?)
  /// The one commit was made on this parent. `checks` are the checks that its very files have passed; nil where
  /// there were none.
  case committed(parent: String, commit: String, checks: [String]?)

  /// The commit on the host that has the work; nil where it is in the sandbox at most.
  package var commit: String? {
    switch self {
    case .begun, .finished: nil
    case .collected(_, let snapshot, _): snapshot
    case .committed(_, let commit, _): commit
    }
  }
}
