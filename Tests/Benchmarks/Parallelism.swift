import TestSupport

/// How much faster four workers are than one.
enum Parallelism {
  /// An agent says something soon, as real ones do, and the slow start opens by that.
  private static let script = "double: say at work\ndouble: sleep 2 quiet\ndouble: write {file} done"

  static func measure(_ programs: Programs, into table: inout Table) throws {
    // By turns, and the best of each: what else the machine does must not pass for a difference.
    var (one, four) = (Double.infinity, Double.infinity)
    for _ in 0..<2 {
      one = min(one, try seconds(programs, parallel: 1))
      four = min(four, try seconds(programs, parallel: 4))
    }
    table.add(
      "4 workers against 1: 8 PRDs of 3 issues, sessions of 2 s", "\(short(one / four)) x", budget: ">= 3.6 x",
      within: one / four >= 3.6, "\(short(one)) s against \(short(four)) s; without any cost it were 48 s against 12 s")
  }

  private static func seconds(_ programs: Programs, parallel: Int) throws -> Double {
    try FactoryStage.use { stage in
      try Staging.fill(stage, prds: 8, issues: 3, script: script)
      return try Staging.run(stage, parallel: parallel, programs: programs)
    }
  }
}
