import Foundation
import TestSupport

/// Stages for benchmarks.
enum Staging {
  /// Fills a stage with PRDs of AFK issues; `{file}` in the script becomes a name of its own.
  static func fill(_ stage: FactoryStage, prds: Int, issues: Int, script: String) throws {
    for prd in 1...prds {
      let number = try stage.repository.addPRD("Plan \(prd)")
      for issue in 1...issues {
        try stage.repository.addSubIssue(
          of: number, "Step \(issue) of plan \(prd)",
          body: script.replacingOccurrences(of: "{file}", with: "p\(prd)-\(issue).txt"))
      }
    }
  }

  /// Runs `kb` to its end and returns the seconds it took. Throws where not all was delivered.
  @discardableResult
  static func run(_ stage: FactoryStage, parallel: Int, bin: String? = nil) throws -> Double {
    let kb = (bin ?? BuiltProducts.directory) + "/kb"
    var command = ShortCommand(
      [kb, "run", "--parallel", "\(parallel)"], environment: stage.environment, directory: stage.checkout)
    command.limitMilliseconds = 600_000
    let start = Date()
    let result = command.run()
    guard result.status == 0 else {
      throw StageError(description: "kb run: \(result.status)\n\(result.text.suffix(2000))")
    }
    return Date().timeIntervalSince(start)
  }
}

/// How much faster four workers are than one.
enum Parallelism {
  static func measure(into table: inout Table) throws {
    let one = try seconds(parallel: 1)
    let four = try seconds(parallel: 4)
    let ratio = one / four
    table.add(
      "4 workers against 1: 8 PRDs of 3 issues, sessions of 2 s", "\(short(ratio)) x", budget: ">= 3.6 x",
      "\(short(one)) s against \(short(four)) s on this machine now")
  }

  private static func seconds(parallel: Int) throws -> Double {
    let stage = try FactoryStage()
    defer { stage.tearDown() }
    try Staging.fill(stage, prds: 8, issues: 3, script: "double: sleep 2 quiet\ndouble: write {file} done")
    return try Staging.run(stage, parallel: parallel)
  }
}
