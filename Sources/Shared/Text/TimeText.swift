#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Times and durations as people read them.
package enum TimeText {
  /// Local time of day, `23:40:31`.
  package static func clock(_ date: Date) -> String {
    let parts = local(date)
    return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }

  /// Local time of day without seconds, `01:16`.
  package static func hourAndMinute(_ date: Date) -> String {
    let parts = local(date)
    return "\(two(parts.tm_hour)):\(two(parts.tm_min))"
  }

  /// Local day and time, `2026-11-28 01:16`.
  package static func day(_ date: Date) -> String {
    let parts = local(date)
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(hourAndMinute(date))"
  }

  /// A time to come as people read it: `01:16` within the next day or so, else `2026-11-28 01:16`.
  package static func moment(_ date: Date, seenFrom now: Date) -> String {
    guard date.timeIntervalSince(now) > 20 * 3600 else { return hourAndMinute(date) }
    return day(date)
  }

  /// `20261124-2214`, for run ids.
  package static func stamp(_ date: Date) -> String {
    let parts = local(date)
    return
      "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))-\(two(parts.tm_hour))\(two(parts.tm_min))"
  }

  /// `0:04`, `14:07`, `1:02:11`.
  package static func elapsed(_ seconds: Double) -> String {
    let whole = max(0, Int(bounded: seconds))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? "\(hours):\(two(Int32(minutes))):\(two(Int32(rest)))" : "\(minutes):\(two(Int32(rest)))"
  }

  /// `48 s`, `41 min`, `7 h 12 min`.
  package static func span(_ seconds: Double) -> String {
    let whole = max(0, Int(bounded: seconds))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min" }
    return whole / 60 % 60 == 0 ? "\(whole / 3600) h" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }

  /// Seconds that the local time is ahead of UTC at a moment.
  package static func secondsFromUTC(_ date: Date) -> Int { local(date).tm_gmtoff }

  private static func local(_ date: Date) -> tm {
    // From the year 1 to 9999: the C library has no date for what is far beyond.
    var seconds = time_t(min(max(Int(bounded: date.timeIntervalSince1970), -62_135_596_800), 253_402_214_400))
    var parts = tm()
    localtime_r(&seconds, &parts)
    return parts
  }

  private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
