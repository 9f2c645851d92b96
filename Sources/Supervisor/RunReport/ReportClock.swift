#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBText

/// Times of day as a report shows them. A value, so that a report's text is the same on every machine where it must be.
struct ReportClock: Sendable {
  /// Seconds ahead of UTC at a moment.
  let offset: @Sendable (Date) -> Int

  static let local = ReportClock(offset: TimeText.secondsFromUTC)
  static let utc = ReportClock(offset: { _ in 0 })

  /// `22:14`.
  func time(_ date: Date) -> String {
    let minutes = local(date) / 60 % 1440
    return "\(two(minutes / 60)):\(two(minutes % 60))"
  }

  /// `22:14:05`.
  func seconds(_ date: Date) -> String { "\(time(date)):\(two(local(date) % 60))" }

  /// `2026-11-24 22:14`.
  func dayAndTime(_ date: Date) -> String {
    let day = Self.civil(days: Int((Double(local(date)) / 86_400).rounded(.down)))
    return "\(day.year)-\(two(day.month))-\(two(day.day)) \(time(date))"
  }

  /// The next moment at which the local time of day is a multiple of `step` seconds.
  func next(multipleOf step: Int, after date: Date) -> Date {
    let local = local(date)
    return date.addingTimeInterval(Double(step - local % step))
  }

  /// Within the years that have four digits.
  private func local(_ date: Date) -> Int {
    min(max(Int(bounded: date.timeIntervalSince1970), -62_135_596_800), 253_402_214_400) + offset(date)
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
