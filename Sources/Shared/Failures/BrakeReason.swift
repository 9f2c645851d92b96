/// Why no new agent session may start for a while.
package enum BrakeReason: String, CaseIterable, Codable, Sendable {
  /// The plan or quota of one Agent Backend is used up.
  case usageLimit = "usage-limit"
  /// GitHub's primary or secondary rate limit.
  case forgeLimit = "github-limit"
  /// GitHub does not answer, or the network is down.
  case forgeUnavailable = "github-unavailable"
  /// Too little free disk.
  case disk
  /// Sandboxes fail again and again.
  case sandbox
  /// Several workers failed alike in a short time.
  case crashes
  /// The operator wants nothing new to start for now.
  case `operator`
  /// The PRD waited for its own limit, and another one has its slot of `parallel`.
  case slot
}

extension BrakeReason {
  /// How long to wait for the end of a limit that names none, when it was met so many times before in a row. GitHub wants
  /// a minute, and growing pauses where that is not enough (docs.github.com, "Rate limits for the REST API").
  package func pause(_ first: Duration, after times: Int) -> Duration {
    switch self {
    case .forgeLimit: first * (1 << min(max(0, times), 4))
    case .usageLimit, .forgeUnavailable, .disk, .sandbox, .crashes, .operator, .slot: first
    }
  }
}
