import Foundation

/// The rows that are printed.
struct Table {
  private var rows: [[String]] = [["what", "measured", "budget", "beside it"]]
  private(set) var isOverBudget = false

  /// Adds a row; `within` false fails the whole, nil is for information.
  mutating func add(_ what: String, _ measured: String, budget: String = "", within: Bool? = nil, _ note: String = "") {
    if within == false { isOverBudget = true }
    rows.append([what, measured, budget + (within == false ? " OVER" : ""), note])
  }

  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let line = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
      return line.trimmingCharacters(in: .whitespaces)
    }.joined(separator: "\n")
  }
}

/// A number with as many digits as it deserves.
func short(_ number: Double) -> String {
  String(format: abs(number) < 1 ? "%.2f" : abs(number) < 10 ? "%.1f" : "%.0f", number)
}

/// The shortest of several tries, in seconds: what the thing costs without what the machine did beside it.
func shortest(of tries: Int, _ work: () throws -> Void) rethrows -> Double {
  var best = Double.infinity
  for _ in 0..<tries {
    let start = ContinuousClock.now
    try work()
    best = min(best, (ContinuousClock.now - start) / .seconds(1))
  }
  return best
}
