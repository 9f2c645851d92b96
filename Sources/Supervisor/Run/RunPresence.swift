import KBSystem

/// A kernel lock on a run's directory, held by its `kb run` while it lives: how a report tells a run that goes on from
/// one that was killed, and what keeps `kb clean` away.
final class RunPresence {
  private let lock: FileLock

  /// nil where it can't be had: the run goes on without it.
  init?(_ directory: String) {
    guard let lock = try? FileLock.acquire(Self.path(directory)) else { return nil }
    self.lock = lock
  }

  static func isHeld(_ directory: String) -> Bool { FileLock.isHeld(path(directory)) }

  private static func path(_ directory: String) -> String { directory + "/run.lock" }
}
