import Foundation
import TestSupport

/// Measures what krutrimbox promises about frugality and speed, prints one row each, and fails when one is over its
/// budget (docs/benchmarks.md). Times are ratios of two things measured on the same machine in the same run, never a
/// pass mark by themselves.
///
///     Benchmarks [--smoke] [--bin DIR] [--gate]
///
/// `--smoke` leaves out what takes long; `--bin` names the folder of a release build to weigh; `--gate` measures the gate
/// alone, which a release build of this program does.
@main
struct Benchmarks {
  static func main() {
    let arguments = CommandLine.arguments
    let isSmoke = arguments.contains("--smoke")
    let bin = arguments.firstIndex(of: "--bin").flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
    let programs = Programs(folder: bin ?? BuiltProducts.directory, isRelease: bin != nil)
    var table = Table()
    do {
      if arguments.contains("--gate") {
        try GateCost.measure(into: &table)
        print(table.text)
        exit(table.isOverBudget ? 1 : 0)
      }
      try Frugality.measure(prds: isSmoke ? 2 : 8, into: &table)
      if !isSmoke {
        try Parallelism.measure(programs, into: &table)
        try OriginalTool.measure(programs, into: &table)
      }
      try Startup.measure(programs, into: &table)
      #if os(Linux)
        try IdleRun.measure(programs, workers: isSmoke ? 2 : 16, into: &table)
      #endif
      try Registry.measure(into: &table)
      try ProtocolSpeed.measure(lines: isSmoke ? 5_000 : 50_000, into: &table)
    } catch {
      FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
      exit(1)
    }
    print(table.text)
    exit(table.isOverBudget ? 1 : 0)
  }
}

/// The `kb` and `kb-worker` that are weighed.
struct Programs {
  let folder: String
  /// Budgets of time and memory hold for a release build alone.
  let isRelease: Bool

  var kb: String { folder + "/kb" }
}
