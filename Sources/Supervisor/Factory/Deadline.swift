#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// When no further agent session may start: a time of day or a span, as `--deadline` takes them. Pure.
enum Deadline: Equatable, Sendable {
  /// The next time that a clock here shows this.
  case clock(hour: Int, minute: Int)
  /// So many seconds from the start.
  case span(seconds: Int)

  /// What it looks like, for messages.
  static let forms = "a time of day such as 07:00 or a span such as 8h or 90m (a week at most)"
  /// The longest span: a week.
  static let longest = 7 * 24 * 3600

  /// Reads `07:00`, `8h`, `90m` or `7h30m`. nil for anything else, and for a span of nothing or of more than a week.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard parts[1].count == 2, let hour = Self.number(parts[0], digits: 2),
        let minute = Self.number(parts[1], digits: 2),
        hour < 24, minute < 60
      else { return nil }
      self = .clock(hour: hour, minute: minute)
      return
    }
    guard let seconds = Self.seconds(text[...]), (1...Self.longest).contains(seconds) else { return nil }
    self = .span(seconds: seconds)
  }

  private static func seconds(_ text: Substring) -> Int? {
    var rest = text
    var minutes = 0
    if let end = rest.firstIndex(of: "h") {
      guard let hours = number(rest[..<end], digits: 3) else { return nil }
      minutes = hours * 60
      rest = rest[rest.index(after: end)...]
    }
    if rest.isEmpty { return minutes * 60 }
    guard let unit = ["min", "m"].first(where: rest.hasSuffix),
      let more = number(rest.dropLast(unit.count), digits: 5)
    else { return nil }
    return (minutes + more) * 60
  }

  private static func number(_ text: Substring, digits: Int) -> Int? {
    guard (1...digits).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(text)
  }

  /// The moment, for a run that starts now. A time of day that a change of the clocks leaves out is the first one after.
  func date(after now: Date, in zone: TimeZone) -> Date {
    switch self {
    case .span(let seconds): return now.addingTimeInterval(Double(seconds))
    case .clock(let hour, let minute):
      var calendar = Calendar(identifier: .gregorian)
      calendar.timeZone = zone
      let wanted = DateComponents(hour: hour, minute: minute, second: 0)
      return calendar.nextDate(after: now, matching: wanted, matchingPolicy: .nextTime)
        ?? now.addingTimeInterval(24 * 3600)
    }
  }
}
