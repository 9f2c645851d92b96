#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain

/// When a usage limit is over, as the programs word it. Both are run with TZ=UTC, so a time of day without a zone is UTC.
/// Pure.
///
/// Codex: `Try again in 5 days 3 hours 12 minutes.` (to 0.4x, openai/codex#3257), `try again at 7:22 AM.`,
/// `try again at Nov 27th, 2026 8:50 AM.` (codex-rs/protocol/src/error.rs), `Please try again in 11.054s.` (the API).
/// Claude Code: `resets 7:24am (UTC)`, `resets Nov 27, 8am (UTC)`, `|1749924000` (1.0, anthropics/claude-code#2087).
enum LimitEnd {
  /// nil where the text names no end. It may have passed already; seconds that a text leaves out are counted as passed.
  static func date(in text: String, agent: AgentName, now: Date) -> Date? {
    let zone = text.split { "()".contains($0) }.first { $0.contains("/") && !$0.contains { " :".contains($0) } }.map(
      String.init)
    let text = text.lowercased()
    if let span = words(of: text, after: ["try again in "]).flatMap(seconds) { return now.addingTimeInterval(span) }
    if let bar = text.lastIndex(of: "|"), let seconds = epoch(text[text.index(after: bar)...]) { return seconds }
    guard let words = words(of: text, after: ["try again at ", "will reset at ", "resets at ", "resets "]) else {
      return nil
    }
    var calendar = Calendar(identifier: .gregorian)
    // A zone that is not known here leaves the end unknown.
    guard let named = zone.map({ TimeZone(identifier: $0) }) ?? TimeZone(secondsFromGMT: 0) else { return nil }
    calendar.timeZone = named
    return moment(words, agent: agent, now: now, calendar)
  }

  private static func words(of text: String, after marks: [String]) -> [String]? {
    for mark in marks {
      guard let range = text.firstRange(of: mark) else { continue }
      return text[range.upperBound...].split { " ,()\u{202F}\u{A0}".contains($0) }.map(String.init)
    }
    return nil
  }

  private static func epoch(_ digits: Substring) -> Date? {
    let digits = digits.prefix { $0.isASCII && $0.isNumber }
    guard (9...10).contains(digits.count), let seconds = Double(digits) else { return nil }
    return Date(timeIntervalSince1970: seconds)
  }

  /// `5 days 3 hours 12 minutes.`, `32s`, `1h 5m`, `less than a minute` → seconds.
  private static func seconds(_ words: [String]) -> Double? {
    if words.starts(with: ["less", "than", "a"]) { return 60 }
    var total: Double?
    var number: Double?
    for word in words {
      let digits = word.prefix { $0.isNumber || $0 == "." }
      let unit = word.dropFirst(digits.count).prefix { $0.isLetter }
      if let value = Double(digits.last == "." ? digits.dropLast() : digits) { number = value }
      if unit.isEmpty && word != "and" && number == nil { break }
      guard !unit.isEmpty, word != "and" else { continue }
      guard let value = number, let length = length(of: unit) else { break }
      total = (total ?? 0) + value * length
      number = nil
    }
    return total
  }

  private static func length(of unit: Substring) -> Double? {
    switch unit {
    case "ms": 0.001
    case "s", "sec", "secs", "second", "seconds": 1
    case "m", "min", "mins", "minute", "minutes": 60
    case "h", "hr", "hrs", "hour", "hours": 3600
    case "d", "day", "days": 86_400
    case "w", "week", "weeks": 604_800
    default: nil
    }
  }

  private static func moment(_ words: [String], agent: AgentName, now: Date, _ calendar: Calendar) -> Date? {
    for (index, word) in words.prefix(6).enumerated() {
      let next = index + 1 < words.count ? words[index + 1] : ""
      guard let minute = minuteOfDay(word, next) else { continue }
      let named = words[..<index].filter { !["at", "on"].contains($0) }
      if named.isEmpty { return clock(minute, agent, now, calendar) }
      return day(named, now, calendar)?.addingTimeInterval(Double(minute + 1) * 60)
    }
    return nil
  }

  /// Codex names a time of its day; Claude Code the next such time.
  private static func clock(_ minute: Int, _ agent: AgentName, _ now: Date, _ calendar: Calendar) -> Date {
    let reset = calendar.startOfDay(for: now).addingTimeInterval(Double(minute + 1) * 60)
    let ahead = reset.timeIntervalSince(now)
    switch agent {
    // It was written just before midnight, and is read after it.
    case .codex: return ahead > 23 * 3600 ? reset.addingTimeInterval(-86_400) : reset
    case .claude: return ahead < -600 ? reset.addingTimeInterval(86_400) : reset
    }
  }

  /// `7:22` and `am.`, or `7:22am`, or `7am` → minutes since midnight.
  private static func minuteOfDay(_ word: String, _ next: String) -> Int? {
    func half(_ text: some StringProtocol) -> String? { ["am", "pm"].first { text.hasPrefix($0) && text.count < 4 } }
    let time = word.prefix { $0.isNumber || $0 == ":" }
    guard let half = half(word.dropFirst(time.count)) ?? (time.count == word.count ? half(next) : nil) else {
      return nil
    }
    let parts = time.split(separator: ":").map { Int($0) }
    guard (1...2).contains(parts.count), let hour = parts[0], let minute = parts.count == 2 ? parts[1] : 0,
      (1...12).contains(hour), (0..<60).contains(minute)
    else { return nil }
    return (hour % 12 + (half == "pm" ? 12 : 0)) * 60 + minute
  }

  /// `nov`, `27th`, `2026` → the beginning of that day; without a year the next such day.
  private static func day(_ words: [String], _ now: Date, _ calendar: Calendar) -> Date? {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    guard (2...3).contains(words.count), let month = months.firstIndex(of: String(words[0].prefix(3))),
      let day = Int(words[1].prefix { $0.isNumber }), (1...31).contains(day)
    else { return nil }
    let thisYear = calendar.component(.year, from: now)
    guard let year = words.count == 3 ? Int(words[2]) : thisYear, (1970...9999).contains(year),
      let date = calendar.date(from: DateComponents(year: year, month: month + 1, day: day))
    else { return nil }
    guard words.count == 2, date < now.addingTimeInterval(-2 * 86_400) else { return date }
    return calendar.date(from: DateComponents(year: thisYear + 1, month: month + 1, day: day))
  }
}
