import Foundation

/// The time at which a usage limit ends, as scripts state it and as the programs show it.
enum ResetTime {
  /// `+90` seconds from now, `none`, or seconds since 1970. Without a text: in an hour.
  static func date(_ text: String?, now: Date = Date()) -> Date? {
    guard let text else { return now.addingTimeInterval(3600) }
    if text == "none" { return nil }
    if text.hasPrefix("+"), let seconds = Double(text.dropFirst()) { return now.addingTimeInterval(seconds) }
    return Double(text).map { Date(timeIntervalSince1970: $0) } ?? now.addingTimeInterval(3600)
  }

  /// A bare local clock time for today, with the date for another day, never a zone.
  static func codexText(_ date: Date, now: Date = Date()) -> String {
    if Calendar.current.isDate(date, inSameDayAs: now) { return formatted(date, "h:mm a", .current) }
    let day = Calendar.current.component(.day, from: date)
    let ending =
      switch day {
      case 1, 21, 31: "st"
      case 2, 22: "nd"
      case 3, 23: "rd"
      default: "th"
      }
    return formatted(date, "MMM d", .current) + ending + formatted(date, ", yyyy h:mm a", .current)
  }

  /// `5 days 3 hours 12 minutes`; what is none is left out (openai/codex#3899, #4104).
  static func codexSpan(to date: Date, now: Date = Date()) -> String {
    let minutes = Int((date.timeIntervalSince(now) / 60).rounded(.up))
    let parts = [(minutes / 1440, "day"), (minutes / 60 % 24, "hour"), (minutes % 60, "minute")].filter { $0.0 > 0 }
    guard !parts.isEmpty else { return "less than a minute" }
    return parts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " ")
  }

  /// Lower case, without minutes on the full hour, with the zone; with the day where it is not today.
  static func claudeText(_ date: Date, now: Date = Date()) -> String {
    let zone = TimeZone.current.secondsFromGMT() == 0 ? "UTC" : TimeZone.current.identifier
    let fullHour = Calendar.current.component(.minute, from: date) == 0
    let time = formatted(date, fullHour ? "ha" : "h:mma", .current).lowercased()
    let isToday = Calendar.current.isDate(date, inSameDayAs: now)
    return (isToday ? "" : formatted(date, "MMM d, ", .current)) + time + " (\(zone))"
  }

  private static func formatted(_ date: Date, _ format: String, _ zone: TimeZone) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = zone
    formatter.dateFormat = format
    return formatter.string(from: date)
  }
}
