/// The repairs after final reviews that a journal tells of. Pure.
package struct RepairHistory: Equatable, Sendable {
  /// Rounds that were begun since the newest delivery, or since a person raised the ceiling.
  package var used = 0
  /// The commit that the newest round began at; nil where there was none.
  package private(set) var head: String?
  /// What the newest round's work is called by; nil where there was none.
  package private(set) var issue: Int?
  /// The commit that the newest round came to; nil where it came to none.
  package private(set) var commit: String?
  /// Why the newest round came to none, as far as anybody knows.
  package var failure: String?

  mutating func begin(at head: String, issue: Int) {
    used += 1
    (self.head, self.issue, commit, failure) = (head, issue, nil, nil)
  }

  /// A commit was published for this key.
  mutating func note(_ commit: String, for issue: Int) {
    if issue == self.issue { self.commit = commit }
  }
}
