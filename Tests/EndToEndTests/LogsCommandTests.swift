import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("kb logs", .timeLimit(.minutes(40)), .stage)
struct LogsCommandTests {
  private let stage = FactoryStage.current

  @Test("prints the newest log of a PRD, from inside and outside of the clone, or of a run")
  func newest() async throws {
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(
      of: prd, "Parse rows", body: "double: once 1 fail no\ndouble: write parse.txt rows")
    #expect(await stage.kb(["run"]).status == 1)
    let first = try #require(Files.names(in: stage.state + "/runs").first)
    #expect(await stage.kb(["run"]).status == 0)

    let inside = await stage.kb(["logs", "#\(prd)"])
    #expect(inside.status == 0)
    #expect(inside.text.contains("== ended: delivered"), "\(inside.errorText)")
    #expect(inside.errorText.contains("acme/webapp #\(prd), run "))
    #expect(await stage.kb(["logs", "\(prd)"], in: stage.root).text == inside.text)
    #expect(await stage.kb(["logs", "\(prd)", "-f"]).text == inside.text)
    let older = await stage.kb(["logs", "\(prd)", "--run", first], in: stage.root)
    #expect(older.text.contains("== ended: failed"))

    let missing = await stage.kb(["logs", "99"])
    #expect(missing.status == 2)
    #expect(missing.errorText.hasPrefix("kb: KB-U007 "))
    #expect(await stage.kb(["logs", "99", "--run", first]).errorText.contains("it has logs of #\(prd)"))
    #expect(await stage.kb(["logs", "\(prd)", "--run", "gone"]).errorText.hasPrefix("kb: KB-U004 "))
    #expect(await stage.kb(["logs"]).errorText.hasPrefix("kb: KB-U003 "))
  }

  @Test("outside of a repository, of a PRD that two repositories have, says which")
  func several() async throws {
    let prd = try stage.repository.addPRD("Retention")
    try stage.repository.addSubIssue(of: prd, "Choose the period", kind: .hitl)
    #expect(await stage.kb(["run"]).status == 0)
    let runs = stage.state + "/runs"
    let run = try #require(Files.names(in: runs).first)
    try stage.run(["cp", "-R", "\(runs)/\(run)", "\(runs)/20991231-2359-0000"])
    let events = try #require(Files.text("\(runs)/20991231-2359-0000/run.jsonl"))
    try stage.write(
      "state/runs/20991231-2359-0000/run.jsonl",
      events.replacing("\"name\":\"webapp\"", with: "\"name\":\"api\"").replacing(stage.checkout, with: "/elsewhere"))
    let outside = await stage.kb(["logs", "\(prd)"], in: stage.root)
    #expect(outside.status == 2)
    #expect(outside.errorText.hasPrefix("kb: KB-U006 "))
    #expect(outside.errorText.contains("acme/webapp: kb logs acme/webapp#\(prd)"))
    #expect(outside.errorText.contains("acme/api: kb logs acme/api#\(prd)"))
    #expect(await stage.kb(["logs", "\(prd)"]).errorText.contains("acme/webapp #\(prd), run \(run)"))
    let named = await stage.kb(["logs", "acme/webapp#\(prd)"], in: stage.root)
    #expect(named.errorText.contains("acme/webapp #\(prd), run \(run)"))
  }

  @Test("follows a worker through a crash and its restart, and ends with its outcome")
  func follow() async throws {
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(
      of: prd, "Parse rows", body: "double: until-file go\ndouble: write parse.txt rows")
    let result = await stage.script(
      """
      "$KB" run > $OUT/run & run=$!
      await test -s $AGENTS/sessions.jsonl
      "$KB" logs \(prd) -f > $OUT/log 2> $OUT/said & logs=$!
      await grep -q "== agent" $OUT/log
      kill -KILL $(sed -n 's/.*started try=1 pid=\\([0-9]*\\).*/\\1/p' $OUT/run)
      await test $(wc -l < $AGENTS/sessions.jsonl) -ge 1
      await grep -q "try=2/3" $OUT/run
      touch $AGENTS/go
      wait $run; echo "run=$?"; wait $logs; echo "logs=$?"
      """)
    #expect(result.text == "run=0\nlogs=0\n", "\(result.text)\(result.errorText)")
    let log = Files.text(stage.root + "/log") ?? ""
    #expect(log.components(separatedBy: "== claim").count - 1 == 2)
    #expect(log.contains("== ended: delivered"))
    #expect(Files.text(stage.root + "/said")?.contains("#\(prd) delivered: https://") == true)
  }
}
