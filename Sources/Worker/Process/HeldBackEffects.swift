#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBSystem

/// Effects whose commands wait for leave first: each request of the forge, also the second and third of one step.
final class HeldBackEffects: Effects {
  private let effects: any Effects
  private let waitForLeave: () throws -> Void

  /// `waitForLeave` returns when the next command may run, and throws `StopRequested`.
  init(_ effects: any Effects, waitForLeave: @escaping () throws -> Void) {
    self.effects = effects
    self.waitForLeave = waitForLeave
  }

  var now: Date { effects.now }
  var environment: [String: String] { effects.environment }

  func run(_ command: Command, observe: @escaping (OutputLine) -> Bool) throws -> CommandResult {
    try waitForLeave()
    return try effects.run(command, observe: observe)
  }

  func wait(_ duration: Duration) throws { try effects.wait(duration) }
}
