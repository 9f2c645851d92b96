/// Whether local sandboxes use bubblewrap.
package enum BubblewrapUse: String, CaseIterable, Codable, Sendable {
  /// Where it works.
  case auto
  /// A run does not start without it.
  case required
  case off
}
