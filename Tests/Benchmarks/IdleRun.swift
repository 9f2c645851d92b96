#if os(Linux)
  import Foundation
  import KBProtocol
  import KBState
  import KBSystem
  import TestSupport

  /// What a run weighs while its agents work and nothing is said.
  enum IdleRun {
    static func measure(_ programs: Programs, workers: Int, into table: inout Table) throws {
      try FactoryStage.use { stage in
        try Staging.fill(
          stage, prds: workers, issues: 1,
          script: "double: say at work\ndouble: sleep 600 quiet\ndouble: write {file} x")
        let pid = try Spawn.start(
          Spawn.Request(
            path: programs.kb, arguments: ["run", "--parallel", "\(workers)"], environment: stage.environment,
            directory: stage.checkout, descriptors: [:]))
        defer { end(pid, on: stage) }
        try weigh(pid, on: stage, programs, workers, into: &table)
      }
    }

    private static func weigh(
      _ pid: Int32, on stage: FactoryStage, _ programs: Programs, _ count: Int, into table: inout Table
    ) throws {
      let limit = ContinuousClock.now + .seconds(300)
      // Until the last one has told of its session, and its agent of its work.
      func atWork() -> [RunRecord] { records(on: stage).filter { $0.sessions > 0 && $0.activity != nil } }
      var working = atWork()
      while working.count < count, ContinuousClock.now < limit {
        poll(nil, 0, 100)
        working = atWork()
      }
      let workers = working.compactMap(\.pid).map(LiveProcess.init)
      // What a start leaves to be done is no part of idling.
      poll(nil, 0, 2000)
      guard workers.count == count else {
        throw StageError(description: "\(workers.count) of \(count) workers are at work")
      }
      let supervisor = LiveProcess(pid)
      let seconds = count > 4 ? 10.0 : 3.0
      let before = ([supervisor] + workers).map(\.processorSeconds).reduce(0, +)
      poll(nil, 0, Int32(seconds * 1000))
      let share = (([supervisor] + workers).map(\.processorSeconds).reduce(0, +) - before) / seconds * 100
      let isRelease = programs.isRelease
      table.add(
        "processor time of an idle run of \(count) workers", "\(short(share)) %", budget: isRelease ? "< 1 %" : "",
        within: isRelease ? share < 1 : nil, "of one core")
      add("Supervisor", [supervisor], budget: 20, isRelease: isRelease, into: &table)
      add("worker that waits for its agent", workers, budget: 10, isRelease: isRelease, into: &table)
    }

    private static func add(
      _ what: String, _ processes: [LiveProcess], budget: Double, isRelease: Bool, into table: inout Table
    ) {
      let resident = processes.map { $0.megabytes("VmRSS") }.max() ?? 0
      let own = processes.map { $0.megabytes("RssAnon") }.max() ?? 0
      table.add(
        what + ", resident", "\(short(resident)) MB", budget: isRelease ? "< \(short(budget)) MB" : "",
        within: isRelease ? resident < budget : nil, "\(short(own)) MB its own, the rest is shared program text")
    }

    private static func records(on stage: FactoryStage) -> [RunRecord] {
      guard let state = try? StateDirectory(opening: stage.state) else { return [] }
      return ClaimRegistry(state).liveWorkers().compactMap(\.record)
    }

    private static func end(_ pid: Int32, on stage: FactoryStage) {
      // The Supervisor first: it would start them again.
      kill(pid, SIGKILL)
      while ExitStatus.ofEnded(pid) == nil { poll(nil, 0, 1) }
      records(on: stage).compactMap(\.pid).forEach { kill($0, SIGKILL) }
    }
  }
#endif
