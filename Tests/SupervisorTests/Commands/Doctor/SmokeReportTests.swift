import Foundation
import KBConfiguration
import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import Testing
@testable import Supervisor

@Suite("The smoke test's report")
struct SmokeReportTests {
  private let mask = BugReportMask(
    environment: ["HOME": "/srv/people/mona", "USER": "mona", "MY_TOKEN": "value-of-token"],
    facts: [
      ("/srv/people/mona/webapp", "CHECKOUT"), ("acme", "OWNER"), ("webapp", "REPO"), ("Mona Lisa", "NAME"),
      ("https://github.com/acme/webapp.git", "ORIGIN"),
    ])

  @Test(
    "masks who and where somebody is, and nothing else",
    arguments: [
      ("in /srv/people/mona/webapp/.git", "in CHECKOUT/.git"), ("/srv/people/mona/.config", "~/.config"),
      ("by Mona Lisa <mona@example.com>", "by NAME ADDRESS"), ("monaco is no mona", "monaco is no USER"),
      ("fetch https://github.com/acme/webapp.git: 403", "fetch ORIGIN: 403"), ("acme/webapp", "OWNER/REPO"),
      ("/Users/bob/x and /home/eve", "~/x and ~"), ("(bob@corp.example)", "ADDRESS"), ("value-of-token", "***"),
      ("ghp_0123456789abcdefghij", "***"), ("at 10.1.2.3:22", "at ADDRESS:22"),
      ("git 2.47.1, sbx 0.48 on git://127.0.0.1:9418/", "git 2.47.1, sbx 0.48 on git://127.0.0.1:9418/"),
      ("git@github.com:acme/webapp", "ADDRESS"),
    ])
  func masks(text: String, wanted: String) {
    #expect(mask.mask(text) == wanted)
  }

  private func finding(
    _ row: SmokeRow, _ grade: SmokeFinding.Grade, missing: SmokeRow? = nil, code: String? = nil
  ) -> SmokeFinding {
    SmokeFinding(
      row: row, grade: grade, seconds: missing == nil ? 1.25 : 0, text: "what acme/webapp came to", code: code,
      fix: grade == .broken ? "do this" : nil, why: grade == .broken ? "first\nsecond" : nil, missing: missing)
  }

  private func report(_ findings: [SmokeFinding]) -> SmokeReport {
    SmokeReport(
      findings, versions: SmokeVersions(system: "Linux 6", programs: [("git", "2.47"), ("gh", "missing")]),
      settings: RunSettings(), mask: mask)
  }

  @Test("names the first cause once, and what was left out because of it in one line")
  func cause() throws {
    let report = report([
      finding(.setup, .ok), finding(.create, .broken, code: "KB-S001"), finding(.answer, .skipped, missing: .create),
      finding(.clone, .skipped, missing: .answer), finding(.commit, .skipped, missing: .clone),
    ])
    #expect(!report.isWell)
    #expect(SmokeReport.lines(of: report.findings[3]).isEmpty)
    let skipped = report.lines.map { $0.text(colours: false) }.filter { $0.hasPrefix("skipped") }
    #expect(skipped.count == 1)
    #expect(skipped.first?.hasSuffix("without create: answer, clone, commit") == true)
    let row = SmokeReport.lines(of: report.findings[1]).map { $0.text(colours: false) }
    #expect(row.first?.contains("KB-S001") == true && row.contains { $0.contains("Fix: do this") })
  }

  @Test("has a line for each row in the bug report, masked, and one object for programs")
  func object() throws {
    let report = report([finding(.setup, .ok), finding(.create, .broken, code: "KB-S001")])
    let text = report.bugReport.joined(separator: "\n")
    #expect(!text.contains("acme") && text.contains("OWNER/REPO") && text.contains("KB-S001"))
    #expect(report.bugReport.count == 5 && report.bugReport.allSatisfy { !$0.contains("\n") })
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(try JSONLine.of(report).utf8)) as? [String: Any])
    #expect(object["ok"] as? Bool == false && object["broken"] as? Int == 1)
    #expect((object["rows"] as? [[String: Any]])?.map { $0["row"] as? String } == ["setup", "create"])
  }

  @Test("tells a version that is too old, and calls missing only what is not there")
  func versions() {
    func version(_ run: () throws -> CommandResult) -> String {
      SmokeVersions.answer({ SbxVersion(printed: $0).number }, run)
    }
    #expect(version { CommandResult(end: .exited(.success), output: "Client Version:  v0.27.0 30385d6\n") } == "0.27")
    #expect(version { CommandResult(end: .exited(.success), output: "?") } == "unknown")
    #expect(version { CommandResult(end: .exited(.code(value: 1)), output: "sbx version: v0.48.0") } == "unknown")
    #expect(version { throw ExpectedFailure.programMissing("sbx") } == "missing")
    #expect(version { throw StopRequested() } == "not asked")
  }

  @Test("fits terminals", arguments: [80, 120])
  func width(columns: Int) {
    var long = finding(.environment, .broken, code: "KB-S016")
    long.text = String(repeating: "many words ", count: 20)
    long.fix = String(repeating: "do this ", count: 30)
    for line in SmokeReport.lines(of: long).flatMap({ $0.wrapped(forTerminal: columns, indent: SmokeReport.indent) }) {
      #expect(line.width < columns)
      #expect(
        line.text(colours: false).hasPrefix("broken")
          || line.text(colours: false).hasPrefix(String(repeating: " ", count: 18)))
    }
  }

  @Test("every row needs only rows before it, so that none waits for what comes later")
  func order() {
    let order = SmokeRow.allCases
    for (index, row) in order.enumerated() {
      for needed in row.needs { #expect(order[..<index].contains(needed), "\(row) needs \(needed)") }
    }
  }

  @Test("a smoke sandbox never has the name of a PRD's")
  func name() {
    let name = SmokeSandbox.newName()
    #expect(name.count <= 55 && name.hasPrefix("krutrimbox-smoke-"))
    #expect(KnownSandbox(name, .sbx, repositories: []) == nil)
    #expect(SmokeSandbox.newName() != name)
  }
}
