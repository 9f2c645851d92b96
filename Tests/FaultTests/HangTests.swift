import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A program that does not end as it should", .onOwnThread, .stage)
struct HangTests {
  private let stage = FactoryStage.current

  @Test(
    "such as an agent that is silent is ended and told",
    arguments: [
      "double: hang", "double: ignore-term\ndouble: hang", "double: daemonise\ndouble: hang",
    ])
  func stall(script: String) async throws {
    try stage.configure(#"{"limits": {"stallMinutes": 0.02}}"#)
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write half.txt yes\n\(script)")

    let run = await stage.kbRun()

    #expect(run.code(of: prd) == "KB-A006", "\(run)")
    #expect(try stage.ownComments(on: issue).only?.contains("KB-A006") == true)
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(try stage.leftovers() == [])
    #expect(FactoryStage.processes { $0 == "KB_DOUBLE_AGENTS=\(stage.agents)" }.filter { $0.contains("sleep") }.isEmpty)
  }

  @Test("such as an agent that waits for the network for ever is ended, and tried again without blaming its issue")
  func offline() async throws {
    try stage.configure(#"{"limits": {"stallMinutes": 0.5}}"#)
    let prd = try stage.repository.addPRD("Import")
    let script = "double: once 1 reconnect-forever\ndouble: write parse.txt yes"
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: script)

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.text(of: "parse.txt", on: stage.branch(of: prd)) == "yes\n")
    #expect(try stage.ownComments(on: issue).isEmpty)
    #expect(stage.sessionCount == 3)
  }

  @Test(
    "such as an agent that says nothing for long while it works is let work",
    arguments: [
      // A build that keeps a processor busy, in short-lived processes, and one that writes files now and then. There are
      // so many of them, and each rests so often, that they get their tenth of a processor on any machine.
      "double: run for n in 1 2 3 4 5 6 7 8; do while [ ! -e $KB_DOUBLE_AGENTS/go-on ]; do "
        + "sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done'; sleep 0.1; done & done; wait",
      "double: run while [ ! -e $KB_DOUBLE_AGENTS/go-on ]; do date > built.txt; sleep 0.5; done",
    ])
  func silentWork(script: String) async throws {
    try stage.configure(#"{"limits": {"stallMinutes": 0.4}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "\(script)\ndouble: write parse.txt yes")
    let run = try BackgroundRun(stage)
    // Once for each time that the agent was silent for so long: it has survived two of them.
    #expect(
      await eventually { stage.sbxCalls(of: "exec").count { $0.contains("CLK_TCK") || $0.contains("-mmin") } >= 3 })
    try stage.write("agents/go-on", "")
    #expect(await run.end == .success)
    #expect(try stage.text(of: "parse.txt", on: stage.branch(of: prd)) == "yes\n")
    #expect(stage.sessionCount == 2)
  }

  @Test("such as an agent's daemon that holds its outputs, holds up nothing and is gone afterwards")
  func daemonise() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: daemonise\ndouble: write parse.txt yes")
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.leftovers() == [])
    #expect(FactoryStage.processes { $0 == "KB_DOUBLE_AGENTS=\(stage.agents)" }.filter { $0.contains("sleep") }.isEmpty)
  }

  @Test(
    "such as a hanging sbx is ended by its own time limit and tried again",
    arguments: ["hang:ls@1x1", "hang:exec@1x1", "hang:stop@1x1"])
  func sbxHangs(trap: String) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: once 1 hang\ndouble: write parse.txt yes")
    // Long enough for a session that works to say something on a busy machine.
    try stage.configure(#"{"limits": {"stallMinutes": 0.5, "attempts": 2}}"#)

    let run = await stage.kbRun(environment: ["KB_DOUBLE_SBX_FAULTS": trap, "KB_TIME_UP": stage.root + "/tmp"])

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.leftovers() == [])
    #expect(stage.sbxCalls(of: "create").count == 1)
    // A stop that hung is done again before another session begins.
    if trap.hasPrefix("hang:stop") { #expect(stage.sbxCalls(of: "stop").count >= 2) }
  }

  @Test(
    "such as an sbx create that hangs before or after its work, makes one sandbox all the same, with its hooks run",
    arguments: ["hang:create@1x1", "create-hangs:create@1x1"])
  func createHangs(trap: String) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    try stage.configure(#"{"hooks": {"sandboxCreated": [["touch", "../hook-ran"]]}}"#)

    let run = await stage.kbRun(environment: ["KB_DOUBLE_SBX_FAULTS": trap, "KB_TIME_UP": stage.root + "/tmp"])

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(run.deaths == 0 && stage.sessionCount == 2)
    #expect(stage.sbxCalls(of: "create").count == (trap.hasPrefix("hang") ? 2 : 1))
    #expect(stage.sbxCalls.filter { $0.contains("hook-ran") }.count == 1)
    #expect(stage.sbxCalls(of: "rm").count == 1)
    #expect(try stage.leftovers() == [])
  }

  @Test("such as a hanging sbx has at least the time that the configuration gives it, in both processes")
  func commandMinutes() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    try stage.configure(#"{"limits": {"commandMinutes": 60}}"#)
    func environment(_ trap: String) -> [String: String] {
      ["KB_DOUBLE_SBX_FAULTS": trap, "KB_TIME_UP": stage.root + "/tmp", "KB_DELAY_SCALE": "0.01"]
    }

    let supervisor = await stage.kb(["run"], environment: environment("hang:version"))
    #expect(supervisor.errorText.contains("KB-S002") && supervisor.errorText.contains("within 3600 s"))
    let worker = await stage.kbRun(environment: environment("hang:create"))
    #expect(worker.code(of: prd) == "KB-S002", "\(worker)")
    #expect(worker.result.text.contains("within 3600 s"), "\(worker)")
  }

  @Test("such as an sbx create that hangs after its work, runs the hooks although an earlier sandbox had them")
  func createHangsAgain() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    let human = try stage.repository.addSubIssue(of: prd, "Look", kind: .hitl)
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write check.txt yes")
    try stage.configure(#"{"hooks": {"sandboxCreated": [["touch", "../hook-ran"]]}}"#)
    #expect(await stage.kbRun().ending(of: prd) == "paused")
    let name = try stage.run(["sbx", "ls", "-q"]).trimmingCharacters(in: .newlines)
    try stage.run(["sbx", "rm", "--force", name])
    try stage.repository.close(human)

    let run = await stage.kbRun(
      environment: ["KB_DOUBLE_SBX_FAULTS": "create-hangs:create@2x1", "KB_TIME_UP": stage.root + "/tmp"])

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sbxCalls(of: "create").count == 2)
    #expect(stage.sbxCalls.filter { $0.contains("hook-ran") }.count == 2)
  }

  @Test(
    "such as a gh that hangs, is ended by its own time limit; what it had done is not done again",
    arguments: [true, false])
  func ghHangs(acting: Bool) async throws {
    let undisturbed = try await UndisturbedWorld.made.value
    let plan = try CrashPlan(stage)
    let rules = ForgeFaultTests.rules(.hang(acting: acting)) + [GitHubFaultRule(.hang(acting: false), skip: 3)]
    for rule in rules { try stage.world.addFault(rule) }

    let environment = ["KB_TIME_UP": stage.root + "/tmp"]
    _ = try await plan.play(early: environment, late: environment)

    #expect(try stage.world.requests.filter { $0.fault != nil }.count >= rules.count)
    let differences = try WorldPicture(stage).differences(from: undisturbed.picture)
    #expect(differences.isEmpty, "\(differences)")
    #expect(stage.sessionCount == undisturbed.sessions)
    #expect(try stage.leftovers() == [])
  }

  @Test("such as an sbx that shows no sandboxes, makes nobody create another one or lose the work in it")
  func emptyList() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: append half.txt yes\ndouble: once 1 exit 3\ndouble: write all.txt yes")
    #expect(await stage.kbRun().ending(of: prd) == "failed")
    let run = await stage.kbRun(environment: ["KB_DOUBLE_SBX_FAULTS": "ls-empty"])
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.text(of: "half.txt", on: stage.branch(of: prd)) == "yes\nyes\n")
  }
}
