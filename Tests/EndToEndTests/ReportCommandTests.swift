import Foundation
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("kb report", .stage)
struct ReportCommandTests {
  private let stage = FactoryStage.current

  @Test("of a run that paused one PRD and delivered another, in all formats, and as a page that the run has written")
  func formats() async throws {
    let waits = try stage.repository.addPRD("Retention")
    let person = try stage.repository.addSubIssue(of: waits, "Choose the period", kind: .hitl)
    let works = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(of: works, "Parse rows", body: "double: write parse.txt rows")
    let run = await stage.kb(["run"])
    #expect(run.status == 0, "\(run.text)\(run.errorText)")

    let text = await stage.kb(["report"], in: stage.root)
    #expect(text.status == 0, "\(text.errorText)")
    #expect(text.text.contains("close #\(person) \"Choose the period\""))
    #expect(text.text.contains("kb run --prd \(waits)"))
    #expect(text.text.contains("1/1 issue, 1 commit, 2 sessions"))

    let json = await stage.kb(["report", "--format", "json"])
    let report = try StateCoding.decoder.decode(RunReport.self, from: Data(json.output))
    #expect(report.state == .finished)
    #expect(report.presence == .gone)
    #expect(report.needsYou.map(\.number) == [waits])
    #expect(report.delivered.map(\.number) == [works])
    #expect(report.unreadableLines == 0)

    let html = await stage.kb(["report", report.run, "--format", "html"])
    let written = try #require(Files.text("\(stage.state)/runs/\(report.run)/report.html"))
    #expect(html.text.hasPrefix("<!DOCTYPE html>"))
    #expect(written.contains("finished") && !written.contains("http-equiv=\"refresh\""))
    #expect(run.text.contains("runs/\(report.run)/report.html"))

    // A run that finds nothing to do must not hide the night from a bare kb report.
    #expect(await stage.kb(["run"]).status == 0)
    #expect(await stage.kb(["report"]).text.contains("the run before it: kb report \(report.run)"))
  }

  @Test(
    "as a page is a file on a terminal, and its address is printed",
    .enabled(if: Files.exists("/proc/self") && Files.exists("/usr/bin/script"), "no script of util-linux"))
  func terminal() async throws {
    try stage.repository.addPRD("Retention")
    let result = await stage.script(
      """
      "$KB" run > $OUT/run; rm $KB_STATE_HOME/runs/*/report.html
      TERM=xterm script -qec '"$KB" report --format html' /dev/null < /dev/null
      cat $KB_STATE_HOME/runs/*/report.html | head -1
      """)
    let lines = result.text.split(whereSeparator: \.isNewline)
    #expect(lines.count == 2, "\(result.text)\(result.errorText)")
    #expect(lines.first?.hasPrefix("page: \(stage.state)/runs/") == true)
    #expect(lines.last == "<!DOCTYPE html>")
  }

  @Test("of a run that goes on, and of one whose kb run was killed, tells what was done and how to go on")
  func killed() async throws {
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(of: prd, "Parse rows", body: "double: until-file go")
    let result = await stage.script(
      """
      "$KB" run > $OUT/run & pid=$!
      await test -s $AGENTS/sessions.jsonl
      await grep -q refresh $KB_STATE_HOME/runs/*/report.html
      "$KB" report --format json > $OUT/live
      kill -KILL $pid; wait $pid
      none() { "$KB" workers | grep -q "No workers"; }
      await none
      cp $KB_STATE_HOME/runs/*/report.html $OUT/left.html
      "$KB" report --format json > $OUT/dead; "$KB" report
      cp $KB_STATE_HOME/runs/*/report.html $OUT/mended.html
      """)
    func report(_ file: String) throws -> RunReport {
      try StateCoding.decoder.decode(RunReport.self, from: Data(Files.bytes("\(stage.root)/\(file)") ?? []))
    }
    let live = try report("live")
    #expect(live.state == .running && live.presence == .supervised)
    #expect(live.prds.map(\.status) == [.running])
    // A killed run can't write how it ended; the next look does.
    let pages = ["left", "mended"].map { Files.text("\(stage.root)/\($0).html") ?? "" }
    #expect(pages[0].contains(RunReportPage.refreshTag) && !pages[1].contains(RunReportPage.refreshTag))
    #expect(pages[1].contains("cut off"))
    let dead = try report("dead")
    #expect(dead.state == .cutOff && dead.presence == .gone)
    #expect(dead.unfinished.map(\.command) == ["kb run --prd \(prd)"])
    #expect(
      result.text.contains("nothing is lost; go on with: kb run --prd \(prd)"), "\(result.text)\(result.errorText)")
  }

  @Test("without a run, and of a run that is not there, says how to go on")
  func missing() async throws {
    for arguments in [["report"], ["report", "2026"], ["report", "../../etc"]] {
      let result = await stage.kb(arguments)
      #expect(result.status == 2)
      #expect(result.errorText.hasPrefix("kb: KB-U004 "), "\(result.errorText)")
    }
    try stage.write("state/runs/20261124-2214-7f3a/run.jsonl", "garbage\n")
    try stage.run(["chmod", "-R", "go-w", stage.state])
    #expect(await stage.kb(["report"]).errorText.hasPrefix("kb: KB-U005 "))
  }
}
