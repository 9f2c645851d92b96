import Foundation
import KBProtocol
import TestSupport
import Testing

@Suite("kb run --repo: several repositories in one run, without a clone", .timeLimit(.minutes(40)), .stage)
struct SeveralRepositoriesTests {
  private let stage = FactoryStage.current

  /// A PRD with one AFK Issue: numbers 1 and 2 in a new repository.
  private func addPRD(_ repository: WorldRepository, _ title: String, body: String) throws {
    let prd = try repository.addPRD(title)
    try repository.addSubIssue(of: prd, "Do it", body: body)
    #expect(prd == 1, "both repositories have the same numbers")
  }

  private let both = ["--repo", "acme/webapp", "--repo", "acme/api"]

  @Test("PRDs of the same number end delivered, each in its repository, with its own configuration")
  func night() async throws {
    let api = try stage.addRepository("acme/api")
    try api.commit([
      ".krutrimbox/config.json":
        "{\"agent\": \"claude\", \"parallel\": 9, \"prompts\": {\"afkIssue\": \"rules/agents.md\"}}",
      ".krutrimbox/rules/agents.md": "Write like a poet.",
    ])
    try addPRD(stage.repository, "Import", body: "double: write web.txt yes")
    try addPRD(api.world, "Serve", body: "double: write api.txt yes")

    let run = StagedRun(
      await stage.kb(["run", "--json", "--parallel", "2"] + both, in: stage.root))

    #expect(run.status == 0, "\(run)")
    #expect(run.result.errorText.contains("acme/api sets parallel, which count"), "\(run.result.errorText)")
    #expect(run.namedOutcomes.mapValues(\.name) == ["acme/webapp#1": "delivered", "acme/api#1": "delivered"])
    #expect(try stage.messages(on: "krutrimbox/prd-1").count == 1)
    #expect(try api.messages(on: "krutrimbox/prd-1") == ["Do it"])
    #expect(try stage.text(of: "web.txt", on: "krutrimbox/prd-1").hasPrefix("yes"))
    let prompts = try stage.prompts()
    #expect(prompts.count { $0.contains("Write like a poet.") } == 1)
    let names = try FileManager.default.subpathsOfDirectory(atPath: stage.state + "/runs")
    for name in ["prd-1+acme+webapp.log", "prd-1+acme+api.log"] { #expect(names.contains { $0.hasSuffix(name) }) }

    let report = await stage.kb(["report"], in: stage.root)
    #expect(report.text.contains("acme/webapp, acme/api"))
    for name in ["acme/webapp#1", "acme/api#1"] { #expect(report.text.contains(name), "\(report.text)") }
    let log = await stage.kb(["logs", "acme/api#1"], in: stage.root)
    #expect(log.status == 0 && log.errorText.contains("acme/api #1"))
    #expect(await stage.kb(["logs", "1"], in: stage.root).errorText.contains("KB-U006"))
  }

  @Test("a repository that is gone does not stop the others, and is told in plan, summary, report and exit status")
  func gone() async throws {
    try addPRD(stage.repository, "Import", body: "double: write web.txt yes")
    let names = ["--repo", "acme/gone", "--repo", "acme/webapp"]

    let plan = await stage.kb(["plan", "--json"] + names, in: stage.root)
    #expect(plan.text.contains(#""leftOut":[{"code":"KB-G"#), "\(plan.text)\(plan.errorText)")
    #expect(plan.text.contains(#""repository":"acme/webapp""#))
    #expect(await stage.kb(["plan"] + names, in: stage.root).text.contains("left out (1)\n  acme/gone  KB-G"))

    let run = await stage.kb(["run"] + names, in: stage.root)
    #expect(run.status == 1, "\(run.text)\(run.errorText)")
    #expect(run.text.contains("acme/webapp#1 delivered"))
    #expect(run.text.contains("repositories left out\n  acme/gone  KB-G"))
    #expect(await stage.kb(["report"], in: stage.root).text.contains("repositories left out\n  acme/gone  KB-G"))

    let only = await stage.kb(["run", "--repo", "acme/gone"], in: stage.root)
    #expect(only.status == 3 && only.errorText.hasPrefix("kb: KB-G"), "as without --repo")
    let none = await stage.kb(["run", "--repo", "acme/gone", "--repo", "acme/lost"], in: stage.root)
    #expect(none.status == 3 && none.errorText.hasPrefix("kb: KB-R027"), "\(none.errorText)")
  }

  @Test("one repository without a clone has plain numbers, and remedies repeat --repo")
  func one() async throws {
    let api = try stage.addRepository("acme/api")
    let prd = try api.world.addPRD("Serve")
    try api.world.addSubIssue(of: prd, "Choose", kind: .hitl)
    let run = await stage.kb(["run", "--repo", "acme/api"], in: stage.root)
    #expect(run.status == 0, "\(run.errorText)")
    #expect(run.text.contains("then: kb run --repo acme/api --prd 1"), "\(run.text)")
    #expect(run.text.contains("prd=1 paused"))
    // Named by its PRD alone.
    #expect(await stage.kb(["plan", "--prd", "acme/api#1"], in: stage.root).text.contains("paused: #2 Choose"))
  }

  @Test("a worker that is killed in one repository is started again, and nothing of the other ends")
  func killed() async throws {
    let api = try stage.addRepository("acme/api")
    try addPRD(stage.repository, "Import", body: "double: write web.txt yes\n\(stage.waitingScript)")
    try addPRD(api.world, "Serve", body: "double: write api.txt yes\n\(stage.waitingScript)")
    let script = await stage.script(
      """
      cd "$OUT"
      "$KB" run --json --parallel 2 --repo acme/webapp --repo acme/api > run.json 2> errors &
      both() { test "$(wc -l < "$AGENTS/sessions.jsonl")" -ge 2; }
      await both
      kill -9 "$(grep workerStarted run.json | grep 'acme/api#1' | sed 's/.*"pid":\\([0-9]*\\).*/\\1/')"
      touch "$AGENTS/go-on"
      wait %1; echo "status $?"
      """, environment: ["KB_DELAY_SCALE": "0.01"])
    let run = StagedRun(
      ShortCommand(["cat", stage.root + "/run.json"], environment: stage.environment, directory: stage.root).run())
    #expect(script.text.contains("status 0"), "\(script.text)\(script.errorText)\(run)")
    #expect(run.deaths == 1)
    #expect(run.namedOutcomes.mapValues(\.name) == ["acme/webapp#1": "delivered", "acme/api#1": "delivered"])
  }

  @Test("kb stop ends the PRD of one repository, and the run goes on with the other")
  func stop() async throws {
    let api = try stage.addRepository("acme/api")
    try addPRD(stage.repository, "Import", body: "double: write web.txt yes\n\(stage.waitingScript)")
    try addPRD(api.world, "Serve", body: "double: hang")
    let script = await stage.script(
      """
      cd "$OUT"
      "$KB" run --json --parallel 2 --repo acme/webapp --repo acme/api > run.json 2> errors &
      both() { test "$(wc -l < "$AGENTS/sessions.jsonl")" -ge 2; }
      await both
      "$KB" stop 1; echo "unclear $?"
      "$KB" stop acme/api#1 --now; echo "stopped $?"
      touch "$AGENTS/go-on"
      wait %1; echo "status $?"
      """, environment: ["KB_DELAY_SCALE": "0.01"])
    let run = StagedRun(
      ShortCommand(["cat", stage.root + "/run.json"], environment: stage.environment, directory: stage.root).run())
    #expect(script.text.contains("unclear 2") && script.errorText.contains("kb stop acme/api#1"), "\(script.errorText)")
    #expect(script.text.contains("Go on with: kb run --repo acme/api --prd 1"), "\(script.text)")
    #expect(run.namedOutcomes.mapValues(\.name) == ["acme/webapp#1": "delivered", "acme/api#1": "stopped"], "\(run)")
  }

  @Test("what can't be asked for is told with its code")
  func wrong() async throws {
    func code(_ arguments: String...) async -> String {
      let result = await stage.kb(["plan"] + arguments, in: stage.root)
      return String(result.errorText.dropFirst(4).prefix(7))
    }
    #expect(await code() == "KB-R001")
    #expect(await code("--repo", "acme") == "KB-U003")
    #expect(await code("--repo", "acme/webapp", "--repo", "acme/api", "--prd", "1") == "KB-U010")
    #expect(await code("--repo", "acme/webapp", "--forge", "local") == "KB-U011")
    #expect(await code("--repo", "acme/webapp", "--repo", "ghe.example.com/acme/webapp") == "KB-U012")
    #expect(await code("--repo", "acme/api", "--prd", "acme/webapp#1") == "KB-U003")
  }
}
