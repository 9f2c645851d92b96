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
