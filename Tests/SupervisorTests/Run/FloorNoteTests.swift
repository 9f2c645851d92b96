import Foundation
import KBProtocol
import KBText
import Testing
@testable import Supervisor

@Suite("What the floor says of itself")
struct FloorNoteTests {
  /// As it is written now, and as an older kb wrote it.
  private static func forms(_ text: String) -> [RunEvent] {
    [.floorNote(prd: 14, text: text), .worker(prd: 14, event: .note(text: text))]
  }

  private static func lines(_ event: RunEvent) -> [RunEventLine] {
    [.started(plan: SampleRun.plan), .workerStarted(prd: 14, attempt: 1, pid: 1, log: "l"), event].enumerated().map {
      RunEventLine(at: SampleRun.at(Double($0.offset)), run: SampleRun.plan.run, event: $0.element)
    }
  }

  @Test("is shown as a note, in runs of an older kb as well")
  func shown() throws {
    let text = "an agent may be at work until the next run"
    for event in Self.forms(text) {
      let lines = Self.lines(event)
      #expect(
        PlainLine.lines(of: lines[2]).map { $0.drop { $0 != "p" } } == [
          #"prd=14 note "an agent may be at work until the next run""#
        ])
      var board = RunBoard(SampleRun.plan, at: SampleRun.start)
      for line in lines { board.apply(line.event, at: line.at) }
      #expect(
        board.notices == [
          RunBoard.Notice(
            at: lines[2].at, prd: 14, word: "note", text: text, style: .plain)
        ])
      let table = LiveTable(board: board, now: SampleRun.at(3), width: 120, height: 40).lines
      #expect(table.contains { $0.text(colours: false).contains("an agent may be at work") })
      let report = try #require(
        RunReportBuilder.report(
          of: lines, unreadable: 0, presence: .supervised, now: SampleRun.at(3), redaction: Redaction()))
      #expect(
        report.prds.first { $0.number == 14 }?.notes == [PRDReport.Note(at: lines[2].at, text: text)])
    }
  }

  @Test("is no sign of life of its worker")
  func noSign() throws {
    var board = RunBoard(SampleRun.plan, at: SampleRun.start)
    for line in Self.lines(.floorNote(prd: 14, text: "t")) { board.apply(line.event, at: line.at) }
    #expect(board[14]?.record?.lastSign == SampleRun.at(1))
  }
}
