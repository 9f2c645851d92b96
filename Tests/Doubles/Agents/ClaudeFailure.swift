import Foundation

/// A session that Claude Code reports with `is_error`.
struct ClaudeFailure {
  let text: String
  /// HTTP status of the provider's answer, nil where there was none.
  var status: Int?
  /// The `error` key of the assistant event.
  var kind: String
  var isRetried = false
  var limitReset: Date?
  var stopReason = "stop_sequence"
  var terminalReason = "completed"

  /// Nil for a session that succeeded.
  init?(_ ending: AgentEnding, model: String) {
    switch ending {
    case .completed: return nil
    case .usageLimit(let reset):
      let until = reset.map { " · resets \(ResetTime.claudeText($0))" } ?? ""
      (text, status, kind) = ("You've hit your limit\(until)", 429, "rate_limit")
      limitReset = reset
    case .overloaded:
      (text, status, kind) = ("API Error: 529 Overloaded. Please try again in a moment.", 529, "overloaded")
      isRetried = true
    case .rateLimited:
      let reason = "This request would exceed your account's rate limit. Please try again later."
      (text, status, kind) = ("API Error: Request rejected (429) · \(reason)", 429, "rate_limit")
      isRetried = true
    case .unauthenticated:
      (text, kind) = ("Not logged in · Please run /login", "authentication_failed")
    case .unknownModel:
      let advice = "It may not exist or you may not have access to it. Run --model to pick a different model."
      (text, status, kind) = ("There's an issue with the selected model (\(model)). \(advice)", 404, "invalid_request")
    case .refused:
      let advice = "Try rephrasing the request or start a new session."
      (text, kind) = ("API Error: Opus 5.5's safeguards flagged this message. \(advice)", "invalid_request")
      stopReason = "refusal"
    case .failed(let reason): (text, status, kind) = ("API Error: 400 \(reason)", 400, "invalid_request")
    }
  }
}
