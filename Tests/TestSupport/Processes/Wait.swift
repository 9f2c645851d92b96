#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Waiting for what other processes do.
package enum Wait {
  /// Looks again and again, with `pause` milliseconds between, until it is so. False where it is not after 300 seconds:
  /// so long that only what hangs gets there.
  @discardableResult
  package static func until(pause: Int32 = 1, _ isSo: () throws -> Bool) rethrows -> Bool {
    // Not the clock of time limits: some tests move it for every program of a run.
    let end = ContinuousClock.now + .seconds(300)
    while try !isSo() {
      if ContinuousClock.now >= end { return false }
      poll(nil, 0, pause)
    }
    return true
  }
}
