import TestSupport

/// A plan with everything that a run can do: a session that fails and is tried again, checks, two issues for agents, one
/// for a person, a final review with somebody to ask.
struct CrashPlan {
  let stage: FactoryStage
  let prd: Int
  let human: Int

  /// Waits between tries are a hundredth of what they are in earnest.
  static let quick = ["KB_DELAY_SCALE": "0.01"]

  init(_ stage: FactoryStage) throws {
    self.stage = stage
    try stage.configure(
      #"""
      {"owners": ["alice", "bob"], "limits": {"attempts": 2}, "hooks": {"sandboxCreated": [["git", "status"]]},
       "verify": {"commands": [["test", "-e", "README.md"]]}}
      """#
    )
    try stage.repository.allow("bob")
    prd = try stage.repository.addPRD("Import rows", author: "bob")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: once 1 exit 3\ndouble: write parse.txt yes")
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write check.txt yes")
    human = try stage.repository.addSubIssue(of: prd, "Look", kind: .hitl)
  }

  /// Runs until the person is asked, lets the person answer, and runs to the end. `early` are the variables of the first
  /// run before the pause, `late` those of the first one after it.
  func play(early: [String: String] = [:], late: [String: String] = [:]) async throws -> [StagedRun] {
    var runs = try await settle("paused", early)
    try stage.repository.close(human)
    runs += try await settle("delivered", late)
    return runs
  }

  /// A run with faults, and one without where that was not enough.
  func settle(_ ending: String, _ environment: [String: String] = [:]) async throws -> [StagedRun] {
    let first = await stage.kbRun(environment: environment.merging(Self.quick) { $1 })
    if first.ending(of: prd) == ending { return [first] }
    let second = await stage.kbRun(environment: Self.quick)
    guard second.ending(of: prd) == ending else { throw StageError(description: "\(first)\nthen\n\(second)") }
    return [first, second]
  }
}

/// The world after `CrashPlan` where nobody disturbed it, and what it cost. Made once.
struct UndisturbedWorld {
  let picture: WorldPicture
  let sessions: Int
  /// How many commands the worker ran until the pause.
  let commands: Int

  static let made = Task {
    try await FactoryStage.use { stage in
      let plan = try CrashPlan(stage)
      var runs = try await plan.settle("paused")
      let commands = stage.workerLogs.split(separator: "\n").filter { $0.dropFirst(8).hasPrefix(" $ ") }.count
      try stage.repository.close(plan.human)
      runs += try await plan.settle("delivered")
      guard runs.count == 2, runs.allSatisfy({ $0.deaths == 0 }) else {
        throw StageError(description: "the undisturbed world was disturbed, nothing can be compared with it:\n\(runs)")
      }
      return UndisturbedWorld(picture: try WorldPicture(stage), sessions: stage.sessionCount, commands: commands)
    }
  }
}
