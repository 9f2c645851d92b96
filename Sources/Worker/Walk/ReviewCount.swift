/// How often the PRD Branch has moved on during a final review of one Factory Run. Pure.
struct ReviewCount: Equatable {
  /// So many reviews may be outrun; the last of them is delivered.
  static let limit = 3

  private(set) var outrun = 0

  /// Notes one more review whose commit is no longer the branch's tip. Returns whether it is delivered all the same: who
  /// pushes all the time would have review after review paid for.
  mutating func isLast() -> Bool {
    outrun += 1
    return outrun >= Self.limit
  }
}

/// A final review's text, and the commit that it looked at.
struct Review: Equatable {
  let commit: String
  let text: String

  /// The text for a branch with this tip. Of another commit it says so, as its first paragraph.
  func text(for tip: String) -> String {
    guard tip != commit else { return text }
    let (reviewed, newest) = (commit.prefix(12), tip.prefix(12))
    return
      "**This review is of commit \(reviewed).** The branch moved on during \(ReviewCount.limit) reviews and stood at "
      + "\(newest) at the end. What came later was not reviewed: `git diff \(reviewed) \(newest)`\n\n\(text)"
  }
}
