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
  static func run(_ stage: FactoryStage, parallel: Int, programs: Programs? = nil) throws -> Double {
    let kb = programs?.kb ?? BuiltProducts.path("kb")
    var command = ShortCommand(
      [kb, "run", "--parallel", "\(parallel)"], environment: stage.environment, directory: stage.checkout)
    command.limitMilliseconds = 600_000
    let start = ContinuousClock.now
    let result = command.run()
    guard result.status == 0 else {
      throw StageError(description: "kb run: \(result.status)\n\(result.text.suffix(2000))\(result.errorText)")
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }
}
