/// The name that was probably meant.
package enum NearestName {
  /// The known name with the fewest typing slips from `typed`, without regard to case; nil where none is near.
  package static func of(_ typed: String, among known: [String]) -> String? {
    let near = known.map { (name: $0, slips: slips(typed.lowercased(), $0.lowercased())) }
      .filter { $0.slips <= max(1, min(3, $0.name.count / 3)) }
    return near.min { $0.slips < $1.slips }?.name
  }

  /// Characters to add, leave out, change, or swap with their neighbour (optimal string alignment).
  private static func slips(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.prefix(100)), Array(right.prefix(100)))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
