#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Effects whose commands may take no longer than a common limit: for looks that a person waits for.
package final class LimitedEffects: Effects {
  private let effects: any Effects
  private let limit: Duration

  package init(_ effects: any Effects, limit: Duration) {
    self.effects = effects
    self.limit = limit
  }

  package var now: Date { effects.now }
  package var environment: [String: String] { effects.environment }

  package func run(_ command: Command, observe: @escaping (OutputLine) -> Bool) throws -> CommandResult {
    try effects.run(command.within(limit), observe: observe)
  }

  package func wait(_ duration: Duration) throws { try effects.wait(duration) }
}

extension Command {
  /// The same command with a fixed limit that is no longer than this one.
  package func within(_ limit: Duration) -> Command {
    var command = self
    command.setFixedLimit(min(command.limit, limit))
    return command
  }
}
