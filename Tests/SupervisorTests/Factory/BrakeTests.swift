import Foundation
import KBText
import TestSupport
import Testing
@testable import Supervisor

@Suite("A limit that workers meet", .onOwnThread)
struct BrakeTests {
  @Test("again and again is one brake that goes on: told once, and one line in the report")
  func again() async throws {
    // Ends at once, and is met again after that.
    let brake =
      #"tell "{\"brake\":{\"brake\":{\"reason\":\"disk\",\"until\":$(perl -MTime::HiRes=time -e 'print time'),\"why\":\"full\"}}}""#
    var harness = FloorHarness(
      """
      \(FloorHarness.hello)
      for time in 1 2 3; do \(brake); sleep 0.02; done
      \(FloorHarness.delivered)
      """)
    harness.brakeLinger = 86_400
    let result = try await harness.run()
    #expect(result.exit == .success)
    #expect(result.count { if case .brakeOn = $0 { true } else { false } } == 1)
    #expect(result.count { if case .brakeExtended = $0 { true } else { false } } == 2)
    #expect(result.count { if case .brakeOff = $0 { true } else { false } } == 0)
    let lines = result.events.map { RunEventLine(at: Date(), run: result.run, event: $0) }
    let report = RunReportBuilder.report(
      of: lines, unreadable: 0, presence: .gone, now: Date(), redaction: Redaction())
    #expect(report?.brakes.count == 1)
  }
}
