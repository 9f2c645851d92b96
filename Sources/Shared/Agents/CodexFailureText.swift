#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the message of Codex's `turn.failed` event means. Codex sends no error code, so the exact beginnings that
/// codex-cli 0.163 prints are what there is; they are looked for in that event alone, never in what the agent or the
/// repository says.
enum CodexFailureText {
  static func classify(_ failure: String?, stderr: [String], why: String, now: Date) -> ExpectedFailure {
    guard let failure else {
      let isLogin = stderr.contains { $0.hasPrefix("Missing environment variable: `OPENAI_API_KEY`") }
      return isLogin ? .agentNotAuthenticated(.codex, why: why) : .agentFailed(.codex, why: why)
    }
    // Codex writes typographic apostrophes.
    let text = failure.split(separator: "’", omittingEmptySubsequences: false).joined(separator: "'")
    if text.hasPrefix("You've hit your usage limit") {
      return .agentUsageLimit(.codex, until: resetTime(in: text, now: now), why: failure)
    }
    let used = ["Quota exceeded.", "Your workspace is out of credits", "You hit your spend cap"]
    if used.contains(where: text.hasPrefix) { return .agentUsageLimit(.codex, until: nil, why: failure) }
    if text.hasPrefix("unexpected status 401") { return .agentNotAuthenticated(.codex, why: failure) }
    if text.hasPrefix("unexpected status 403") { return .agentForbidden(.codex, why: failure) }
    let overloaded = [
      "exceeded retry limit, last status: 429", "exceeded retry limit, last status: 5", "Selected model is at capacity",
      "We're currently experiencing high demand", "stream disconnected before completion", "unexpected status 5",
    ]
    if overloaded.contains(where: text.hasPrefix) { return .agentOverloaded(.codex, why: failure) }
    if isUnknownModel(failure) { return .agentModelUnknown(.codex, why: failure) }
    return .agentFailed(.codex, why: why)
  }

  /// A 404 comes as a sentence, a 400 as the vendor's raw error object, of which there are two shapes.
  private static func isUnknownModel(_ failure: String) -> Bool {
    struct Body: Decodable {
      struct Detail: Decodable {
        var code: String?
        var param: String?
        var message: String?
      }
      var error: Detail?
      var detail: String?
    }
    if failure.hasPrefix("unexpected status 404") { return true }
    guard let start = failure.firstIndex(of: "{"),
      let body = try? JSONDecoder().decode(Body.self, from: Data(failure[start...].utf8))
    else { return false }
    let said = body.error?.message ?? body.detail ?? ""
    return body.error?.code == "model_not_found" || body.error?.param == "model"
      || said.hasPrefix("The '") && said.contains("' model is not supported")
  }

  /// `… try again at 7:22 AM.` is a time of the day on which Codex wrote it, `… Try again at Nov 27th, 2026 8:50 AM.` that
  /// day's, in UTC, which the session's TZ is set to. The end of that minute, because seconds are left out; it may be past
  /// already. nil where there is none.
  static func resetTime(in text: String, now: Date) -> Date? {
    let text = text.lowercased()
    guard let range = text.firstRange(of: "try again at ") else { return nil }
    let words = text[range.upperBound...].split { " .,\u{202F}".contains($0) }.map(String.init)
    guard let half = words.firstIndex(where: { ["am", "pm"].contains($0) }), half >= 1,
      let minute = minuteOfDay(words[half - 1], isAfternoon: words[half] == "pm")
    else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
    let named = words[..<(half - 1)]
    guard let midnight = named.isEmpty ? calendar.startOfDay(for: now) : day(Array(named), calendar) else { return nil }
    let reset = midnight.addingTimeInterval(Double(minute + 1) * 60)
    // It was written just before midnight, and is read after it.
    let isOfYesterday = named.isEmpty && reset.timeIntervalSince(now) > 23 * 3600
    return isOfYesterday ? reset.addingTimeInterval(-86_400) : reset
  }

  /// `7:22` → minutes since midnight.
  private static func minuteOfDay(_ time: String, isAfternoon: Bool) -> Int? {
    let parts = time.split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (1...12).contains(hour),
      (0..<60).contains(minute)
    else { return nil }
    return (hour % 12 + (isAfternoon ? 12 : 0)) * 60 + minute
  }

  /// `nov`, `27th`, `2026` → the beginning of that day.
  private static func day(_ words: [String], _ calendar: Calendar) -> Date? {
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    guard words.count == 3, let month = months.firstIndex(of: String(words[0].prefix(3))),
      let day = Int(words[1].prefix { $0.isNumber }), let year = Int(words[2])
    else { return nil }
    return calendar.date(from: DateComponents(year: year, month: month + 1, day: day))
  }
}

/// What an exit status alone can say.
enum AgentExit {
  /// Whether the program was not there to start: 126 or 127, or the container runtime's own words.
  static func isMissingProgram(_ status: ExitStatus, said: String) -> Bool {
    if status == .code(value: 127) || status == .code(value: 126) { return true }
    return said.contains("executable file not found in $PATH")
  }
}
