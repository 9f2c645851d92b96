/// Text as GitHub takes it.
package enum GitHubText {
  /// The longest body of an issue, pull request or comment, in Unicode scalars.
  package static let limit = 65_536

  /// The text where it fits; else its beginning and its end, with a note between that says how much is left out.
  package static func fitted(_ text: String, limit: Int = limit) -> String {
    let scalars = text.unicodeScalars
    guard text.utf8.count > limit, scalars.count > limit else { return text }
    let room = max(0, limit - 80)
    let (head, tail) = (room * 3 / 4, room / 4)
    let note = "\n\n[krutrimbox left out \(scalars.count - head - tail) characters here]\n\n"
    return String(scalars.prefix(head)) + note + String(scalars.suffix(tail))
  }
}
