import KBConfiguration
import KBDomain
import KBFailures
package import KBSystem

extension RunSettings {
  /// Decides `auto` for this machine, once for a run: what its header says of isolation holds for all its sandboxes.
  /// Returns why agents are not isolated, as a part of a sentence; nil where they are, or the sandboxes are not local.
  /// Throws KB-M014 where bubblewrap is required and does not work.
  package mutating func decideBubblewrap(
    effects: any Effects, stateRoot: String, environment: [String: String]
  ) throws -> String? {
    guard self.sandbox.backend == .local else { return nil }
    guard self.sandbox.bubblewrap != .off, !FaultPoints(environment).isBubblewrapOff else {
      self.sandbox.bubblewrap = .off
      return "`sandbox.bubblewrap` is off"
    }
    let wrap = Bubblewrap(home: environment["HOME"], stateRoot: stateRoot, path: "")
    guard let obstacle = try wrap.obstacle(effects) else {
      self.sandbox.bubblewrap = .required
      return nil
    }
    if self.sandbox.bubblewrap == .required { throw ExpectedFailure.bubblewrapUnusable(why: obstacle) }
    self.sandbox.bubblewrap = .off
    return obstacle
  }
}
