import Foundation
import Testing

@testable import Supervisor

@Suite("A run's deadline")
struct DeadlineTests {
  @Test(
    "is a time of day or a span",
    arguments: [
      ("07:00", Deadline.clock(hour: 7, minute: 0)), ("7:05", .clock(hour: 7, minute: 5)),
      ("00:00", .clock(hour: 0, minute: 0)), ("23:59", .clock(hour: 23, minute: 59)), ("8h", .span(seconds: 28800)),
      ("90m", .span(seconds: 5400)), ("90min", .span(seconds: 5400)), ("7h30m", .span(seconds: 27000)),
      ("168h", .span(seconds: 604_800)),
    ])
  func reads(text: String, wanted: Deadline) {
    #expect(Deadline(text) == wanted)
  }

  @Test(
    "is nothing else",
    arguments: [
      "", "7", "24:00", "07:60", "07:0", "0h", "0m", "169h", "h", "8 h", "-1h", "8h07:00", "７:００", "8d", "1h1h",
    ])
  func refuses(text: String) {
    #expect(Deadline(text) == nil)
  }

  private let berlin = TimeZone(identifier: "Europe/Berlin")

  private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  @Test(
    "given as a time of day is the next one, also over midnight and a change of the clocks",
    arguments: [
      ("2026-11-24T21:00:00Z", "2026-11-25T06:00:00Z"), ("2026-11-24T05:59:59Z", "2026-11-24T06:00:00Z"),
      ("2026-11-24T06:00:00Z", "2026-11-25T06:00:00Z"), ("2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"),
      ("2026-03-28T21:00:00Z", "2026-03-29T05:00:00Z"),
    ])
  func next(now: String, wanted: String) throws {
    let zone = try #require(berlin)
    #expect(try Deadline.clock(hour: 7, minute: 0).date(after: date(now), in: zone) == date(wanted))
  }

  @Test("given as a time that the clocks leave out is the first one after")
  func leftOut() throws {
    let zone = try #require(berlin)
    let moment = try Deadline.clock(hour: 2, minute: 30).date(after: date("2026-03-28T21:00:00Z"), in: zone)
    #expect(moment == (try date("2026-03-29T01:00:00Z")))
  }

  @Test("given as a span is counted from the start")
  func span() throws {
    let zone = try #require(berlin)
    #expect(
      try Deadline.span(seconds: 3600).date(after: date("2026-11-24T21:00:00Z"), in: zone)
        == date("2026-11-24T22:00:00Z"))
  }
}
