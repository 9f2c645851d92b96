import KBConfiguration
import KBDomain
import KBFailures
package import KBSystem

extension RunSettings {
  /// Decides `auto` for this machine, once for a run: what its header says of isolation holds for all its sandboxes.
  /// Returns why agents are not isolated, as a part of a sentence; nil where they are, or bubblewrap is not for these sandboxes.
  /// Throws KB-M014 where bubblewrap is required and does not work.
  package mutating func decideBubblewrap(
    effects: any Effects, stateRoot: String, environment: [String: String], faults: FaultPoints
  ) throws -> String? {
    guard SandboxMaker.type(self.sandbox.backend).usesBubblewrap else { return nil }
    guard self.sandbox.bubblewrap != .off, !faults.isBubblewrapOff else {
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
