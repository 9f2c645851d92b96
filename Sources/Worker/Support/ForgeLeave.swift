#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBProtocol

/// When a Worker may ask the forge again after a limit that holds for all: each at a moment of its own. Pure.
struct ForgeLeave: Equatable {
  /// The limit, with the end that counts for this Worker; nil before the first one.
  private var held: Brake?
  private var lastEnd: Date?

  /// Takes a limit in. One whose end is known changes nothing. `share` gives a number from 0 to 1: this Worker's place in
  /// the time in which they come back.
  mutating func hold(back limit: Brake, at now: Date, share: () -> Double) {
    guard lastEnd.map({ limit.until > $0 }) ?? true else { return }
    lastEnd = limit.until
    var own = limit
    own.until += Self.spread(of: limit.until.timeIntervalSince(now)) * share()
    held = own
  }

  /// The limit while it lasts; nil when the forge may be asked.
  func brake(at now: Date) -> Brake? { held.flatMap { $0.until > now ? $0 : nil } }

  /// In how many seconds after a limit all Workers come back: a sixth of its own length, 20 at most.
  static func spread(of length: Double) -> Double { min(20, max(0, length / 6)) }
}
