import Foundation

/// Lets only some runs of `kb` happen at once: each is a dozen of processes, and a machine where a hundred of them wait
/// for their turn makes every time limit come true.
actor RunGate {
  static let shared = RunGate(places: max(3, ProcessInfo.processInfo.activeProcessorCount * 2))

  private var places: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { self.places = places }

  /// Does something once there is a place for it.
  func pass<Result: Sendable>(_ work: @Sendable () async -> Result) async -> Result {
    if places > 0 {
      places -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
    let result = await work()
    if waiting.isEmpty {
      places += 1
    } else {
      waiting.removeFirst().resume()
    }
    return result
  }
}
