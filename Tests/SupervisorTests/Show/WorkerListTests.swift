import Foundation
import KBDomain
import KBProtocol
import KBState
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("The list of live workers")
struct WorkerListTests {
  private let now = SampleRun.at(100)

  private func record(_ prd: Int, _ supervisor: Int32) -> RunRecord? {
    let plan = SampleRun.plan
    let planned = PlannedPRD(number: prd, title: "Import rows", url: "")
    guard let assignment = plan.assignment(of: planned, attempt: 1) else { return nil }
    var record = RunRecord(assignment, at: SampleRun.start)
    record.supervisor = supervisor
    record.apply(.hello(pid: 40211, version: BuildVersion.text), at: SampleRun.at(1))
    record.apply(.sandbox(name: "krutrimbox-prd-\(prd)"), at: SampleRun.at(2))
    record.apply(.issue(number: 31, title: "Validate \u{1b}[31m rows", position: 2, total: 5), at: SampleRun.at(40))
    record.apply(.phase(name: .agent, issue: 31), at: SampleRun.at(40))
    record.apply(.heartbeat, at: SampleRun.at(98))
    return record
  }

  private var list: WorkerList {
    WorkerList(
      [
        LiveWorker(claimFile: "/s/prds/github.com/acme/webapp/prd-12.claim", record: record(12, 1)),
        LiveWorker(claimFile: "/s/prds/github.com/acme/webapp/prd-14.claim", record: record(14, 2)),
        LiveWorker(claimFile: "/s/prds/github.com/acme/api/prd-5.claim", record: nil),
      ], at: now
    ) { $0 == 1 }
  }

  @Test("shows step, age and sandbox, a lost supervisor, and a holder that tells nothing")
  func table() {
    #expect(
      list.text(width: nil) == """
        PRD  REPOSITORY   ISSUE                             STEP   AGENT  TIME  LAST SIGN  PID    SANDBOX
        12   acme/webapp  2/5 #31 Validate \\u{1b}[31m rows  agent  codex  1:00  2 s ago    40211  krutrimbox-prd-12
        14   acme/webapp  2/5 #31 Validate \\u{1b}[31m rows  agent  codex  1:00  2 s ago    40211  krutrimbox-prd-14  (supervisor gone; finishing its step)
        5    acme/api     -                                 -      -      -     -          -      -                  (held by an unknown worker)
        """)
  }

  @Test("is cut to a terminal and shows title and log on a wide one")
  func widths() {
    #expect(list.lines(width: 60).allSatisfy { $0.width <= 60 })
    #expect(list.text(width: 300).contains("/state/runs/20261124-2214-7f3a/prd-12.log"))
    #expect(list.text(width: 300).contains("Import rows"))
  }

  @Test("that is watched has no more lines than the terminal has rows", arguments: [2, 3, 4, 5, 24])
  func heights(rows: Int) {
    let lines = list.lines(width: 140, height: rows).map { $0.text(colours: false) }
    let all = list.lines(width: 140).map { $0.text(colours: false) }
    #expect(lines.count < max(3, rows))
    #expect(lines.first == all.first)
    #expect(lines == all || lines.last == "… and \(all.count - lines.count + 1) more: kb workers")
  }

  @Test("loses whole columns on a narrow terminal, and no remark")
  func narrow() {
    #expect(
      list.text(width: 140) == """
        PRD  REPOSITORY   ISSUE                             STEP   AGENT  TIME  LAST SIGN  PID
        12   acme/webapp  2/5 #31 Validate \\u{1b}[31m rows  agent  codex  1:00  2 s ago    40211
        14   acme/webapp  2/5 #31 Validate \\u{1b}[31m rows  agent  codex  1:00  2 s ago    40211  (supervisor gone; finishing its step)
        5    acme/api     -                                 -      -      -     -          -      (held by an unknown worker)
        Sandboxes: kb workers | cat
        """)
    #expect(
      list.text(width: 120).hasPrefix(
        "PRD  REPOSITORY   ISSUE                             STEP   TIME  LAST SIGN  PID\n"))
    #expect(!list.text(width: 80).contains("PID"))
  }

  @Test("says how to start some when there are none")
  func none() {
    #expect(WorkerList([], at: now).text(width: 80) == "No workers are running. Start some: kb run --parallel 4")
  }

  @Test("is one JSON object with title and log, which reads back")
  func json() throws {
    let text = try list.json()
    #expect(!text.contains("\n"))
    #expect(try StateCoding.decoder.decode(WorkerList.self, from: Data(text.utf8)) == list)
    #expect(text.contains(#""title":"Import rows""#) && text.contains(#""isOrphan":true"#))
  }

  @Test("does not make a state directory that is not there")
  func untouched() throws {
    let folder = TestFolder("workers")
    let root = folder.path + "/state"
    #expect(try WorkerList(stateRoot: root, at: now).workers.isEmpty)
    #expect(!Files.exists(root))
  }

  @Test("knows live workers by the kernel's lock alone")
  func locks() throws {
    let folder = TestFolder("workers")
    let root = folder.path
    let repository = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
    let registry = ClaimRegistry(try StateDirectory(opening: root))
    do {
      guard let claim = try registry.claim(12, of: repository) else { throw Unexpected() }
      claim.write(try #require(record(12, ProcessInfo.processInfo.processIdentifier)))
      #expect(try WorkerList(stateRoot: root, at: now).workers.map(\.prd) == [12])
    }
    // A child that another test is starting right now has the descriptor until it becomes another program.
    while try !WorkerList(stateRoot: root, at: now).workers.isEmpty { usleep(1000) }
  }
}
