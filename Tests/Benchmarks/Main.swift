import Foundation
import TestSupport

/// Measures what krutrimbox promises about frugality and speed, prints one row each, and fails when a count is over its
/// budget. Times are ratios of two runs on the same machine at the same time, never a pass mark by themselves.
///
///     Benchmarks [--smoke] [--bin DIR]
///
/// `--smoke` leaves out what takes long; `--bin` names the folder of a release build to weigh.
@main
struct Benchmarks {
  static func main() {
    let arguments = CommandLine.arguments
    let isSmoke = arguments.contains("--smoke")
    let bin = arguments.firstIndex(of: "--bin").flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
    var table = Table()
    do {
      try Frugality.measure(prds: isSmoke ? 2 : 8, into: &table)
      if !isSmoke { try Parallelism.measure(into: &table) }
      try Weight.measure(bin: bin ?? BuiltProducts.directory, isRelease: bin != nil, isSmoke: isSmoke, into: &table)
    } catch {
      FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
      exit(1)
    }
    print(table.text)
    exit(table.isOverBudget ? 1 : 0)
  }
}

/// The rows that are printed.
struct Table {
  private var rows: [[String]] = [["what", "measured", "budget", "note"]]
  private(set) var isOverBudget = false

  /// Adds a row; `within` false fails the whole, nil is for information.
  mutating func add(_ what: String, _ measured: String, budget: String = "", within: Bool? = nil, _ note: String = "") {
    if within == false { isOverBudget = true }
    rows.append([what, measured, budget + (within == false ? "  OVER" : ""), note])
  }

  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}

/// A number with at most one digit behind the point.
func short(_ number: Double) -> String { String(format: number < 10 ? "%.1f" : "%.0f", number) }
