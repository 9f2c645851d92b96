import KBText

/// How often the live view is told what an agent does: a hundred at once, then twenty in a second. However fast an agent
/// prints, the Supervisor is not busy with it. Pure.
struct EventPace {
  private static let (most, perSecond) = (100.0, 20.0)
  private var left = most
  private var last: SuspendingClock.Instant?

  /// Takes one where one is left.
  mutating func allowsOne(at now: SuspendingClock.Instant) -> Bool {
    if let last { left = min(Self.most, left + last.duration(to: now).inSeconds * Self.perSecond) }
    last = now
    guard left >= 1 else { return false }
    left -= 1
    return true
  }
}
