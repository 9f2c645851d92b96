import Foundation
import KBProtocol
import KBSystem
import TestSupport
import Testing

#if os(Linux)
  @Suite("Clocks that jump", .onOwnThread, .enabled(if: SystemShim.isAvailable, "no C compiler"), .stage)
  struct JumpingClockTests {
    /// A laptop that slept: the wall clock went on and the other one stood still. Or a clock that was set.
    @Test(
      "while an agent works, such as the wall clock's after a night's sleep, or set back, end nothing",
      arguments: [8 * 3600, 3600, -3600])
    func wallClock(seconds: Int64) async throws {
      let stage = FactoryStage.current
      let shim = try SystemShim(in: stage.root)
      let prd = try stage.repository.addPRD("Import")
      try stage.repository.addSubIssue(of: prd, "Parse", body: stage.waitingScript + "\ndouble: write parse.txt yes")
      let run = try BackgroundRun(stage, environment: shim.environment)
      #expect(await eventually { stage.sessionCount == 1 && stage.liveRecords.contains { $0.activity != nil } })
      try shim.moveWallClock(to: seconds)
      // kb looks every second, and the worker does the rest of its work at the new time.
      #expect(await eventually { shim.lies > 2 })
      try stage.write("agents/go-on", "")
      #expect(await run.end == .success)
      let told = Files.text(stage.root + "/kb.txt") ?? ""
      #expect(told.contains(" delivered ") && !told.contains("restarting"), "\(told)")
      #expect(stage.sessionCount == 2, "the issue's and the review's")
      #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
      #expect(await stage.kb(["report"]).status == 0)
    }

    @Test("of a Supervisor that did not run for an hour, make no worker pass for silent or late")
    func steadyClock() async throws {
      let stage = try ScriptedWorkerStage(
        worker: """
          unset LD_PRELOAD
          hello; tell '{"claimed":{}}'; touch $DIR/up
          await moved
          for n in 1 2 3; do
            tell '{"note":{"text":"told '$n'"}}'
            until grep -q "told $n" $DIR/output; do sleep 0.02; done
          done
          delivered
          """)
      let shim = try SystemShim(in: stage.stage.root)
      let preload = try #require(shim.environment["LD_PRELOAD"])
      async let result = stage.run(
        """
        LD_PRELOAD=\(preload) KB_SHIM=\(stage.stage.root)/shim.numbers "$KB" run > $DIR/output & pid=$!
        await up; kill -STOP $pid; touch $DIR/stopped
        await jumped; kill -CONT $pid; touch $DIR/moved
        wait $pid; echo "status=$?"
        """)
      #expect(await eventually { stage.hasMark("stopped") })
      let before = shim.lies
      try shim.moveSteadyClock(to: 3600)
      try stage.stage.write("marks/jumped", "")
      let end = await result
      #expect(end.text == "status=0\n", "\(end.text)\(end.errorText)")
      #expect(shim.lies > before, "kb saw the clock jump")
      #expect(!stage.log.contains("restarting"), "\(stage.log)")
    }
  }

  @Suite("A system that has no locks", .onOwnThread, .enabled(if: SystemShim.isAvailable, "no C compiler"), .stage)
  struct LockErrorTests {
    @Test("means that nobody works: no claim passes for taken by us, and none for free")
    func refused() async throws {
      let stage = FactoryStage.current
      let shim = try SystemShim(in: stage.root)
      let prd = try stage.repository.addPRD("Import")
      try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
      try shim.refuseLocks()
      let run = await stage.kbRun(environment: shim.environment)
      #expect(run.ending(of: prd) == "failed" && "\(run)".contains("KB-M004"), "\(run)")
      #expect(shim.lies > 0)
      #expect(stage.sessionCount == 0)
      #expect(stage.sbxCalls(of: "create").isEmpty)
      // The claim's file is there now, and nobody can say whether somebody holds it.
      let workers = await stage.kb(["workers"], environment: shim.environment)
      #expect(workers.text.contains("acme/webapp"), "\(workers.text)")
      #expect(await stage.kbRun(environment: shim.environment).ending(of: prd) != "delivered")
      #expect(stage.sessionCount == 0)

      #expect(await stage.kbRun().ending(of: prd) == "delivered")
    }
  }
#endif
