#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A smoke test that is stopped or killed", .onOwnThread, .stage)
struct SmokeStopTests {
  private let stage = FactoryStage.current

  /// What the operator's repository, the sandboxes and the record hold.
  private func picture(_ stage: FactoryStage) throws -> [String] {
    [
      try stage.run(["git", "for-each-ref"]), Files.text(stage.checkout + "/.git/config") ?? "",
      try stage.run(["sbx", "ls", "--quiet"]), Files.names(in: stage.state + "/smoke").joined(separator: " "),
    ]
  }

  /// Starts one that comes to a trap and stays there.
  private func start(_ stage: FactoryStage, _ trap: String, until command: String, count: Int) async throws
    -> BackgroundRun
  {
    let run = try BackgroundRun(
      stage, ["doctor", "--smoke", "--forge", "local"],
      environment: ["KB_DOUBLE_SBX_FAULTS": trap, "KB_DELAY_SCALE": "0.01"])
    #expect(await eventually { stage.sbxCalls(of: command).count >= count })
    return run
  }

  @Test(
    "leaves nothing after a signal, whatever it was at",
    arguments: [
      // While it looks, creates, has created, tries, and removes.
      ("held:policy={gate}", "policy", 1, SIGINT), ("create-hangs", "create", 1, SIGTERM),
      ("held:create={gate}", "create", 1, SIGINT), ("held:exec@4x1={gate}", "exec", 4, SIGTERM),
      ("held:stop={gate}", "stop", 1, SIGINT), ("held:rm={gate}", "rm", 1, SIGTERM),
    ] as [(String, String, Int, Int32)])
  func signalled(trap: String, command: String, count: Int, signal: Int32) async throws {
    let before = try picture(stage)
    let gate = stage.root + "/gate"
    let run = try await start(stage, trap.replacing("{gate}", with: gate), until: command, count: count)
    if trap == "create-hangs" { #expect(await eventually { (try? picture(stage)) != before }) }
    run.signal(signal)
    // The removal, and a stop of the sandbox, go on after the signal, and so must their double.
    if ["stop", "rm"].contains(command) { try stage.write("gate", "") }
    let end = await run.end
    // A signal in the midst of the removal comes when all is tried.
    #expect(end == (command == "rm" ? .success : .code(value: 130)), "\(Files.text(stage.root + "/kb.txt") ?? "")")
    try stage.write("gate", "")
    if trap.hasPrefix("held:create") { try await finishesLate(stage) }
    if trap == "create-hangs" { #expect(await stage.kb(["clean", "--yes"]).status == 0) }
    #expect(try picture(stage) == before)
  }

  /// A creation that was cut off stays on record: a daemon may finish it after the test has ended, and once more after
  /// kb clean has looked, when nothing but the name tells of it.
  private func finishesLate(_ stage: FactoryStage) async throws {
    let record = try #require(Files.names(in: stage.state + "/smoke").first { $0.hasSuffix(".json") })
    let clone = try clone(stage, record)
    for _ in 1...2 {
      try stage.run([
        "sbx", "create", "--clone", "--template", "docker.io/library/krutrimbox-codex:pnpm", "--name",
        String(record.dropLast(".json".count)), "codex", clone,
      ])
      let clean = await stage.kb(["clean", "--yes"])
      #expect(clean.status == 0 && clean.text.contains(": removed"), "\(clean.text)\(clean.errorText)")
      #expect(try stage.run(["sbx", "ls", "--quiet"]).isEmpty)
    }
  }

  /// The clone that it was to be made from, as the record has it.
  private func clone(_ stage: FactoryStage, _ record: String) throws -> String {
    let bytes = Files.bytes("\(stage.state)/smoke/\(record)") ?? []
    return try JSONDecoder().decode([String: String].self, from: Data(bytes))["checkout"] ?? ""
  }

  @Test(
    "leaves a record after a kill, by which the next one, or kb clean, removes the sandbox", arguments: [true, false])
  func killed(byNext: Bool) async throws {
    let before = try picture(stage)
    let run = try await start(stage, "held:exec@4x1=\(stage.root)/gate", until: "exec", count: 4)
    run.signal(SIGKILL)
    #expect(await run.end == .signal(number: SIGKILL))
    try stage.write("gate", "")
    #expect(try picture(stage) != before)

    let result = await stage.kb(byNext ? ["doctor", "--smoke", "--forge", "local"] : ["clean", "--yes"])
    #expect(result.status == 0, "\(result.text)\(result.errorText)")
    #expect((result.text + result.errorText).contains("removed"))
    #expect(try picture(stage) == before)
  }

  @Test("does not touch the sandbox of another smoke test that lives")
  func beside() async throws {
    let before = try picture(stage)
    let run = try await start(stage, "held:exec@4x1=\(stage.root)/gate", until: "exec", count: 4)
    let clean = await stage.kb(["clean", "--yes"])
    #expect(clean.status == 0 && clean.text.contains("a smoke test is at work in it"), "\(clean.text)")
    let second = await stage.kb(["doctor", "--smoke", "--forge", "local"])
    #expect(second.status == 0, "\(second.text)\(second.errorText)")
    try stage.write("gate", "")
    #expect(await run.end == .success)
    #expect(try picture(stage) == before)
  }
}
