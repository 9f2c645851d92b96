import Foundation
import KBProtocol

/// A session that Claude Code reports with `is_error`.
struct ClaudeFailure {
  let text: String
  /// HTTP status of the provider's answer, nil where there was none.
  var status: Int?
  /// The `error` of the assistant event.
  var kind: String
  /// The `api_error_type` of the closing events: what the provider called it.
  var providerType: String?
  /// The `api_error`, which only some failures have.
  var code: String?
  var isRetried = false
  var limitReset: Date?
  var stopReason = "stop_sequence"

  /// Nil for a session that succeeded.
  init?(_ ending: AgentEnding, model: String) {
    switch ending {
    case .completed, .completedWithoutResult, .taskStopped, .schemaMissed: return nil
    case .usageLimit(let reset):
      let until = reset.map { " · resets \(ResetTime.claudeText($0))" } ?? ""
      (text, status, kind) = ("You've hit your limit\(until)", 429, "rate_limit")
      (providerType, code) = ("rate_limit_error", "usage_limit_reached")
      limitReset = reset
    case .oldUsageLimit(let reset):
      (text, kind) = ("Claude AI usage limit reached|\(Int(reset.timeIntervalSince1970))", "unknown")
    case .overloaded:
      let advice = "This is a server-side issue, usually temporary — try again in a moment."
      (text, status, kind) = ("API Error: 529 Overloaded. \(advice)", 529, "server_error")
      providerType = "overloaded_error"
      isRetried = true
    case .rateLimited:
      let reason = "This request would exceed your account's rate limit. Please try again later."
      (text, status, kind) = ("API Error: Request rejected (429) · \(reason)", 429, "rate_limit")
      providerType = "rate_limit_error"
      isRetried = true
    case .unauthenticated, .missingKey:
      (text, kind) = ("Not logged in · Please run /login", "authentication_failed")
    case .loginExpired:
      (text, kind) = ("Login expired · Please run /login", "authentication_failed")
    case .accountRefused:
      let advice = "Update or unset the environment variable"
      (text, status) = ("Your ANTHROPIC_API_KEY belongs to a disabled organization · \(advice)", 400)
      (kind, providerType, code) = ("invalid_request", "invalid_request_error", "org_disabled_credential")
    case .unknownModel:
      let advice = "It may not exist or you may not have access to it. Run --model to pick a different model."
      (text, status, kind) = ("There's an issue with the selected model (\(model)). \(advice)", 404, "model_not_found")
      providerType = "not_found_error"
    case .refused:
      let advice = "Try rephrasing the request in a new session or change your model."
      (text, kind) = ("API Error: Opus 5.5's safeguards flagged this message.\n\n\(advice)", "invalid_request")
      stopReason = "refusal"
    case .failed(let reason):
      (text, status, kind) = ("API Error: 400 \(reason)", 400, "unknown")
      providerType = "invalid_request_error"
    }
  }
}
