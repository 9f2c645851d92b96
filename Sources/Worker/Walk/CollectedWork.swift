import KBDomain

/// An issue's work on the host: a snapshot commit whose only parent is `base`.
struct CollectedWork: Equatable {
  let issue: Int
  let base: String
  let snapshot: String
  /// Checks of the repository that it has passed, as a person would type them.
  var checks: [String] = []
  /// What the session made and what is not in it; nil where nobody has looked yet.
  var leftOut: LeftOut?
}
