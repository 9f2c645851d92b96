import Foundation
import KBProtocol
import KBSystem
import KBText
import Testing
@testable import Supervisor

@Suite("A run's report")
struct RunReportTests {
  @Test("of a whole night says what needs a person, what was delivered, and where time and money went")
  func night() throws {
    let report = try NightRun.report()
    #expect(report.state == .finished)
    #expect(report.needsYou.map(\.number) == [11, 23, 17, 19])
    #expect(report.needsYou.map(\.command) == [11, 23, 17, 19].map { "kb run --prd \($0)" })
    #expect(report.delivered.map(\.number) == [8, 9, 12, 14, 21])
    #expect(report.notTaken.map(\.prd.number) == [20])
    #expect(report.totals.restarts == 1)
    #expect(report.totals.commits == 11)
    #expect(report.unreadableLines == 2)
    #expect(report.brakes.map(\.prds) == [[14]])
    #expect(report.times.waiting == 3000)
    let whole = report.times.total + report.idleSeconds
    #expect(abs(whole - 3 * report.seconds) < 1)
  }

  @Test("knows the issues of a PRD, with those that earlier runs had done")
  func issues() throws {
    let prd = try #require(try NightRun.report().prds.first { $0.number == 12 })
    #expect(prd.issues.map(\.number) == [31, 32, 33, 34])
    #expect(prd.progress == "5/5 issues")
    #expect(prd.issues.map(\.sessions) == [1, 2, 1, 1])
    #expect(prd.crashes.map(\.why) == ["worker ended by signal 9"])
    #expect(prd.workers == 2)
  }

  @Test("is green only where every PRD came to a good end")
  func colour() throws {
    var report = try NightRun.report()
    #expect(report.exitStatus != KBExit.success.rawValue)
    #expect(RunReportWords.style(report) == .bad)
    #expect(NightRun.page(report).contains("<span class=\"chip failed\">finished, with failures</span>"))
    report.exitStatus = KBExit.success.rawValue
    #expect(RunReportWords.style(report) == .good)
    #expect(NightRun.page(report).contains("<span class=\"chip finished\">finished</span>"))
  }

  @Test("keeps the newest notes of a PRD and counts the others")
  func manyNotes() throws {
    let (lines, _) = RunStore.parse(Array(try DocsFiles.text("Tests/Fixtures/night-v1.jsonl").utf8))
    let notes = (1...PRDReport.noteLimit + 7).map { number in
      RunEventLine(at: NightRun.now, run: "r", event: .worker(prd: 12, event: .note(text: "note \(number)")))
    }
    let report = try #require(
      RunReportBuilder.report(
        of: [lines[0]] + notes, unreadable: 0, presence: .gone, now: NightRun.now, redaction: Redaction()))
    let prd = try #require(report.prds.first { $0.number == 12 })
    #expect(prd.notes.map(\.text) == (8...PRDReport.noteLimit + 7).map { "note \($0)" })
    #expect(NightRun.text(report).contains("#12 has 7 earlier notes in \(prd.log)"))
    #expect(NightRun.page(report).contains("#12 has 7 earlier notes in \(prd.log)"))
  }

  @Test("has no gap and no overlap in the time of a PRD")
  func spans() throws {
    for prd in try NightRun.report().prds {
      for (left, right) in zip(prd.spans, prd.spans.dropFirst()) { #expect(left.to == right.from) }
    }
  }

  @Test("masks secrets that came with a failure")
  func secrets() throws {
    let report = try NightRun.report()
    let texts = [
      NightRun.text(report), NightRun.page(report),
      String(decoding: try StateCoding.encoder.encode(report), as: UTF8.self),
    ]
    for text in texts { #expect(!text.contains("ghp_")) }
  }

  @Test("of a run that was killed says so, and how to go on")
  func killed() throws {
    let cut = try NightRun.report(first: 120, presence: .gone)
    #expect(cut.state == .cutOff)
    #expect(cut.measuredTo == cut.lastEventAt)
    #expect(cut.unfinished.contains { $0.status == .cutOff && $0.command == "kb run --prd \($0.number)" })
    #expect(cut.unfinished.contains { $0.status == .notStarted && $0.command == "kb run --prd \($0.number)" })
    #expect(!NightRun.page(cut).contains("http-equiv=\"refresh\""))
  }

  @Test("of a run that goes on is measured to now, and its page loads itself again")
  func running() throws {
    let running = try NightRun.report(first: 120, presence: .supervised)
    #expect(running.state == .running)
    #expect(running.measuredTo == NightRun.now)
    #expect(NightRun.page(running).contains("http-equiv=\"refresh\""))
    #expect(running.unfinished.allSatisfy { $0.command == nil })
    #expect(NightRun.text(running).contains("in the queue"))
    let orphans = try NightRun.report(first: 120, presence: .workersOnly)
    #expect(orphans.state == .running)
    #expect(NightRun.text(orphans).contains("kb run is gone"))
  }

  @Test("knows no time between tries where no worker had a successor")
  func noTries() throws {
    let delivered = FactoryRunOutcome.delivered(pullRequest: "https://github.com/acme/webapp/pull/88")
    let plan = SampleRun.plan
    let events: [(Double, RunEvent)] = [
      (0, .started(plan: plan)), (1, .workerStarted(prd: 9, attempt: 1, pid: 1, log: "")),
      (2, .worker(prd: 9, event: .phase(name: .deliver, issue: nil))),
      (60, .workerEnded(prd: 9, attempt: 1, status: .success)), (61, .settled(prd: 9, outcome: delivered)),
    ]
    let lines = events.map { RunEventLine(at: SampleRun.at($0.0), run: plan.run, event: $0.1) }
    let report = try #require(
      RunReportBuilder.report(
        of: lines, unreadable: 0, presence: .supervised, now: SampleRun.at(62), redaction: Redaction()))
    #expect(report.times.restarting == 0 && report.times.publishing == 59)
    #expect(!NightRun.page(report).contains("between tries"))
    #expect(try NightRun.page(NightRun.report()).contains("between tries"))
  }

  @Test("of one event is a report as well, and of none is not")
  func short() throws {
    #expect(try NightRun.report(first: 1, presence: .gone).prds.count == 9)
    #expect(
      RunReportBuilder.report(of: [], unreadable: 1, presence: .gone, now: NightRun.now, redaction: Redaction()) == nil)
    let noise = RunStore.parse(Array("\n{\"at\":1\n\u{0}garbage\n".utf8))
    #expect(noise.lines.isEmpty && noise.unreadable == 2)
  }

  @Test("names every way in which the sample run's PRDs stand")
  func sample() throws {
    let lines = SampleRun.events.map { RunEventLine(at: SampleRun.at($0.0), run: SampleRun.plan.run, event: $0.1) }
    let report = try #require(
      RunReportBuilder.report(
        of: lines, unreadable: 0, presence: .supervised, now: SampleRun.at(20), redaction: Redaction()))
    let words = Dictionary(uniqueKeysWithValues: report.prds.map { ($0.number, $0.status.rawValue) })
    #expect(
      words == [
        9: "delivered", 11: "paused", 12: "running", 14: "restarting", 17: "failed", 21: "waiting", 30: "waiting",
      ])
    #expect(!NightRun.text(report).unicodeScalars.contains("\u{1b}"))
  }

  @Test("as text is this", arguments: ["text", "page"])
  func snapshot(format: String) throws {
    let report = try NightRun.report()
    switch format {
    case "text": try Snapshot.compare(NightRun.text(report), with: "night-v1.txt")
    default: try Snapshot.compare(NightRun.page(report), with: "night-v1.html")
    }
  }

  @Test("as JSON is read again as it was written")
  func json() throws {
    let report = try NightRun.report()
    let again = try StateCoding.decoder.decode(RunReport.self, from: try StateCoding.encoder.encode(report))
    #expect(again == report)
  }
}

/// The checked-in night: two lines of it can't be read.
enum NightRun {
  static let now = Date(timeIntervalSince1970: 1_795_600_000)

  static func report(first count: Int = .max, presence: RunAttendance = .gone) throws -> RunReport {
    let bytes = Array(try DocsFiles.text("Tests/Fixtures/night-v1.jsonl").utf8)
    let (lines, unreadable) = RunStore.parse(bytes)
    guard
      let report = RunReportBuilder.report(
        of: Array(lines.prefix(count)), unreadable: unreadable, presence: presence, now: now, redaction: Redaction())
    else { throw Unexpected() }
    return report
  }

  static func text(_ report: RunReport) -> String {
    RunReportText(report: report, clock: .utc).lines.map { $0.text(colours: false) }.joined(separator: "\n") + "\n"
  }

  static func page(_ report: RunReport) -> String { RunReportPage(report: report, clock: .utc).text }
}

/// Texts that are checked in as they must come out.
enum Snapshot {
  /// With `KB_RECORD_SNAPSHOTS` set, the file is written instead.
  static func compare(_ text: String, with name: String) throws {
    let text = text.replacing(BuildVersion.text, with: "VERSION")
    if ProcessInfo.processInfo.environment["KB_RECORD_SNAPSHOTS"] != nil {
      try Data(text.utf8).write(to: DocsFiles.url("Tests/Fixtures/\(name)"))
    }
    let wanted = try DocsFiles.text("Tests/Fixtures/\(name)")
    let first = zip(text.split(separator: "\n"), wanted.split(separator: "\n")).first { $0 != $1 }
    #expect(text == wanted, "\(name): \(first?.0 ?? "") instead of \(first?.1 ?? "")")
  }
}
