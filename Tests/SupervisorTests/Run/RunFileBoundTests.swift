import Foundation
import KBProtocol
import KBSystem
import KBText
import TestSupport
import Testing
@testable import Supervisor

@Suite("The events of a run whose worker talks without end")
struct RunFileBoundTests {
  @Test("keep to their bound, and have the outcomes and the end all the same")
  func bounded() throws {
    let folder = TestFolder("events")
    let directory = folder.path
    let plan = FloorHarness.plan([1, 2], parallel: 1, stateRoot: directory)
    let files = RunFiles(in: directory, limit: 50_000)
    var board = RunBoard(plan, at: Date())
    func tell(_ event: RunEvent) {
      let line = RunEventLine(at: Date(), run: plan.run, event: event)
      board.apply(event, at: line.at)
      files.receive(line, board: board)
    }
    tell(.started(plan: plan))
    tell(.workerStarted(prd: 1, attempt: 1, pid: 1, log: "l"))
    for number in 1...2000 { tell(.worker(prd: 1, event: .note(text: "note \(number)"))) }
    for number in 1...2000 { tell(.workerOddity(prd: 1, text: "oddity \(number)")) }
    tell(.workerEnded(prd: 1, attempt: 1, status: .success))
    tell(.settled(prd: 1, outcome: .delivered(pullRequest: "https://example.com/pull/1")))
    tell(.settled(prd: 2, outcome: .stopped))
    tell(.finished(status: 0))

    let bytes = try #require(Files.bytes(directory + "/run.jsonl"))
    let log = try #require(Files.text(directory + "/run.log"))
    #expect(bytes.count + log.utf8.count < 60_000)
    let (lines, unreadable) = RunStore.parse(bytes)
    #expect(unreadable == 0)
    #expect(lines.last?.event == .finished(status: 0))
    #expect(log.contains("note 1\"") && !log.contains("note 2000\""))
    let report = RunReportBuilder.report(
      of: lines, unreadable: 0, presence: .gone, now: Date(), redaction: Redaction(environment: [:]))
    #expect(report?.prds.map(\.status.rawValue) == ["delivered", "stopped"])
    #expect(report?.exitStatus == 0)
  }
}
