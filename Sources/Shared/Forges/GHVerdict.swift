#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBFailures
import KBSystem
import KBText

/// What an answer means.
extension GHResponse {
  /// The body of an answer that grants the request. Pure.
  ///
  /// - Parameter what: what was being done, as in "read PRD #12".
  /// - Throws: KB-G001 to KB-G013, whichever the answer is a sign of.
  package func granted(_ what: String, host: String, now: Date) throws(ExpectedFailure) -> String {
    guard let status else { throw unanswered(what, host) }
    switch status {
    case 200..<300: return body
    case 300..<400: throw .forgeNotFound(what, why: "it has moved (\(reason))")
    case 401: throw .forgeNotLoggedIn(host, why: reason)
    case 403, 429:
      if let limit = rateLimit(now: now) { throw limit }
      throw refusal(what, host: host) ?? .forgeForbidden(what, why: reason)
    case 404, 451: throw refusal(what, host: host) ?? .forgeNotFound(what, why: reason)
    case 408, 500...: throw .forgeUnavailable(what, why: reason)
    default: throw isTooQuick ? limited(now: now) : .forgeInvalid(what, why: reason)
    }
  }

  /// What GitHub says about its status: `HTTP 422: Validation Failed: name already_exists`.
  package var reason: String {
    let http = "HTTP \(status ?? 0)"
    guard let said = try? JSONDecoder().decode(GHRefusal.self, from: Data(body.utf8)) else { return http }
    return http + ": " + String(said.text.prefix(1000))
  }

  /// KB-G006 with the time at which it is over: `Retry-After`, else the reset of a used-up hour. Where GitHub names none,
  /// whoever waits knows for how long (docs.github.com, "Rate limits for the REST API": a minute, then longer).
  ///
  /// - Parameter why: GitHub's words where they are not in the body's `message`.
  func limited(now: Date, why: String? = nil) -> ExpectedFailure {
    var left: Double?
    if let seconds = headers["retry-after"].flatMap(Double.init) {
      left = seconds
    } else if headers["x-ratelimit-remaining"] == "0", let reset = headers["x-ratelimit-reset"].flatMap(Double.init) {
      // By GitHub's clock, which ours need not agree with.
      left = reset - (headers["date"].flatMap(HTTPDate.seconds).map(Double.init) ?? now.timeIntervalSince1970)
    }
    let until = left.flatMap { $0 > 0 && $0.isFinite ? now.addingTimeInterval($0) : nil }
    return .forgeRateLimited(why ?? reason, until: until)
  }

  /// Whether this 403 or 429 is a rate limit, not a refusal.
  private func rateLimit(now: Date) -> ExpectedFailure? {
    let isLimit =
      status == 429 || headers["retry-after"] != nil || headers["x-ratelimit-remaining"] == "0"
      || GHRefusal.isRateLimit(body) || isTooQuick
    return isLimit ? limited(now: now) : nil
  }

  /// GitHub's limit on creating content, which it also tells as 422.
  private var isTooQuick: Bool { body.lowercased().contains("submitted too quickly") }

  /// The failure of a call that brought no status line.
  private func unanswered(_ what: String, _ host: String) -> ExpectedFailure {
    let said = errors.split(whereSeparator: \.isNewline).prefix(5).joined(separator: "\n")
    let why = said.isEmpty ? "gh ended with \(exit) and printed no answer" : said
    // 4 is gh's own status for "no token" (`gh help exit-codes`).
    if exit == .code(value: 4) || said.contains("gh auth login") { return .forgeNotLoggedIn(host, why: why) }
    if exit == .success || said.contains("unknown flag") || said.contains("unknown command") {
      return .forgeAnswerUnreadable(what, why: why)
    }
    return .forgeUnavailable(what, why: why)
  }
}

/// GitHub's JSON body of a refusal.
struct GHRefusal: Decodable {
  let message: String
  let errors: [Detail]?

  /// Message and details in one line.
  var text: String { ([message] + (errors ?? []).map(\.text)).joined(separator: ": ") }

  /// Whether a text is GitHub's way to say that a rate limit is reached.
  static func isRateLimit(_ text: String) -> Bool {
    let text = text.lowercased()
    return text.contains("secondary rate limit") || text.contains("rate limit exceeded")
      || text.contains("abuse detection")
  }

  /// One entry of `errors`: a text, or an object with any of these.
  struct Detail: Decodable {
    let text: String

    private enum Key: String, CodingKey { case message, resource, field, code }

    init(from decoder: any Decoder) throws {
      if let plain = try? decoder.singleValueContainer().decode(String.self) {
        text = plain
        return
      }
      let object = try decoder.container(keyedBy: Key.self)
      let parts = try [Key.resource, .field, .code].compactMap { try object.decodeIfPresent(String.self, forKey: $0) }
      text = try object.decodeIfPresent(String.self, forKey: .message) ?? parts.joined(separator: " ")
    }
  }
}
