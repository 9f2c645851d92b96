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
    if text.hasPrefix("Quota exceeded.") { return .agentUsageLimit(.codex, until: nil, why: failure) }
    if text.hasPrefix("unexpected status 401") { return .agentNotAuthenticated(.codex, why: failure) }
    let overloaded = [
      "exceeded retry limit, last status: 429", "exceeded retry limit, last status: 5", "Selected model is at capacity",
      "We're currently experiencing high demand", "stream disconnected before completion", "unexpected status 5",
    ]
    if overloaded.contains(where: text.hasPrefix) { return .agentOverloaded(.codex, why: failure) }
    if isUnknownModel(failure) { return .agentModelUnknown(.codex, why: failure) }
    return .agentFailed(.codex, why: why)
  }

  /// A 400 or 404 comes as the vendor's raw error object.
  private static func isUnknownModel(_ failure: String) -> Bool {
    struct Body: Decodable {
      struct Detail: Decodable {
        var code: String?
        var param: String?
      }
      var error: Detail?
    }
    guard let start = failure.firstIndex(of: "{"),
      let body = try? JSONDecoder().decode(Body.self, from: Data(failure[start...].utf8))
    else { return false }
    return body.error?.code == "model_not_found" || body.error?.param == "model"
  }

  /// `… try again at 7:22 AM.`: the next such time in UTC, which the session's TZ is set to. nil where there is none.
  static func resetTime(in text: String, now: Date) -> Date? {
    guard let range = text.firstRange(of: "try again at ") else { return nil }
    let words = text[range.upperBound...].split(whereSeparator: { $0 == " " || $0 == "." || $0 == "\u{202F}" })
    guard words.count >= 2 else { return nil }
    let parts = words[0].split(separator: ":")
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (1...12).contains(hour),
      (0..<60).contains(minute), ["AM", "PM"].contains(words[1])
    else { return nil }
    let ofDay = Double((hour % 12 + (words[1] == "PM" ? 12 : 0)) * 3600 + minute * 60)
    let day = 86_400.0
    let midnight = (now.timeIntervalSince1970 / day).rounded(.down) * day
    let today = Date(timeIntervalSince1970: midnight + ofDay)
    return today > now ? today : today.addingTimeInterval(day)
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
