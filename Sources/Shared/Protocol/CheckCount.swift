/// How one commit came through the repository's own checks.
package struct CheckCount: Equatable, Codable, Sendable {
  /// Checks that passed.
  package var green: Int
  /// Checks that stayed red, also those that the base has red, too.
  package var red: Int

  package init(green: Int, red: Int) {
    self.green = green
    self.red = red
  }
}
