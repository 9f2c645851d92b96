import KBDomain

/// What Claude Code says in its `result` event, in the `error` of its last `assistant` event, or on standard error.
/// Members count only where `is_error` is true or the session did not complete.
extension KnownEnding {
  static let claude: [KnownEnding] =
    members(
      .usageLimit, "Agent SDK, SDKRateLimitEvent; 2.1.330 run", ("rate_limit_event", "rejected"))
    + members(.usageLimit, "2.1.332 run", ("api_error", "usage_limit_reached"))
    + rows(
      .accountRefused, "2.1.332's own list of limit texts", ["Your seat type doesn't include"],
      ["Your usage allocation has been disabled"], ["Your group's usage limit is set to $0"])
    + rows(
      .usageLimit, "2.1.332's own list of limit texts; anthropics/claude-code#79765", ["You've hit your "],
      ["You've reached your "], ["You're out of usage credits"], ["Your org is out of usage"],
      ["You're out of extra usage"], ["", " requires usage credits"])
    + rows(
      .usageLimit, "anthropics/claude-code#2087 (1.0.24), #15064", ["Claude AI usage limit reached"],
      ["Claude usage limit reached"])
    + rows(
      .usageLimit, "anthropics/claude-code#6392 (1.0.89), #7641", ["", "limit reached \u{2219} resets"],
      ["", "limit reached \u{B7} resets"])
    + rows(.usageLimit, "2.1.332 run", ["Credit balance is too low"])
    + members(.usageLimit, "Agent SDK, SDKAssistantMessageError", ("error", "billing_error"))
    + rows(
      .overloaded, "2.1.332's texts", ["Could not refresh your login because another Claude Code process"],
      ["Authentication error \u{B7} This may be a temporary network issue"])
    + rows(
      .accountRefused, "2.1.332 run; its texts", ["Your organization has disabled"],
      ["Your ANTHROPIC_API_KEY belongs to a disabled organization"], ["This organization has been disabled"],
      ["This service is disabled for your org"])
    + members(
      .accountRefused, "Agent SDK, SDKAssistantMessageError; 2.1.332 run", ("error", "oauth_org_not_allowed"),
      ("error", "account_on_hold"), ("error", "verification_required"), ("api_error", "org_disabled_credential"))
    + rows(
      .notLoggedIn, "2.1.332's texts; 2.1.330 run", ["Not logged in"], ["Invalid API key"], ["Invalid auth token"],
      ["Login expired"], ["Login reached its time limit"], ["OAuth token revoked"], ["Failed to authenticate"],
      ["Authentication required"], ["Could not refresh your login"], ["Anthropic profile login expired"])
    + rows(.notLoggedIn, "anthropics/claude-code#6459 (1.0), #28827", ["", "OAuth token has expired"])
    + members(
      .notLoggedIn, "Agent SDK, SDKAssistantMessageError; 2.1.332 run", ("error", "authentication_failed"),
      ("error", "cloud_credential_error"), ("api_error_status", "401"))
    + rows(.modelUnknown, "2.1.330 run", ["There's an issue with the selected model"])
    + members(.modelUnknown, "2.1.330 run", ("error", "model_not_found"), ("api_error_status", "404"))
    + rows(.tooLong, "2.1.330 run", ["Prompt is too long"])
    + members(
      .tooLong, "Agent SDK, TerminalReason", ("terminal_reason", "prompt_too_long"),
      ("terminal_reason", "blocking_limit"),
      ("api_error_status", "413"))
    + rows(
      .refused, "2.1.330 run; 2.1.332's texts", ["API Error: Claude Code is unable to respond to this request"],
      ["API Error: ", "safeguards flagged this message"], ["", "Output blocked by content filtering policy"])
    + members(.refused, "2.1.330 run", ("stop_reason", "refusal"))
    + members(.forbidden, "2.1.332's texts", ("api_error_status", "403"))
    + members(
      .overloaded, "2.1.330 run; Agent SDK, SDKAssistantMessageError", ("api_error_status", "429"),
      ("api_error_status", "5xx"), ("api_error", "connection_failed"), ("error", "overloaded"), ("error", "rate_limit"),
      ("error", "server_error"))
    + rows(
      .overloaded, "2.1.330 run", ["API Error: Connection"], ["API Error: Unable to connect"], ["Request timed out"],
      ["API Error: Request timed out"], ["API Error: Overloaded"])
    + members(
      .unfinished, "2.1.332 run; Agent SDK, TerminalReason", ("error", "max_output_tokens"),
      ("api_error", "max_output_tokens"), ("terminal_reason", "aborted_streaming"),
      ("terminal_reason", "aborted_tools"),
      ("terminal_reason", "background_requested"), ("terminal_reason", "tool_deferred"))
    + members(
      .formBroken, "2.1.332 run", ("subtype", "error_max_structured_output_retries"),
      ("terminal_reason", "structured_output_retry_exhausted"))
    + members(
      .failed, "Agent SDK, SDKResultError and TerminalReason", ("subtype", "error_max_turns"),
      ("subtype", "error_max_budget_usd"),
      ("terminal_reason", "max_turns"), ("terminal_reason", "budget_exhausted"),
      ("terminal_reason", "turn_setup_failed"),
      ("terminal_reason", "stop_hook_prevented"),
      ("terminal_reason", "hook_stopped"), ("terminal_reason", "model_error"), ("terminal_reason", "image_error"),
      ("terminal_reason", "rapid_refill_breaker"), ("terminal_reason", "malformed_tool_use_exhausted"),
      ("terminal_reason", "tool_deferred_unavailable"), ("startup_failure_reason", "x"))
    + members(.unfinished, "2.1.330 run: SIGINT, exit status 0", ("subtype", "error_during_execution"))

  private static func rows(_ meaning: Meaning, _ source: String, _ said: [String]...) -> [KnownEnding] {
    said.map { KnownEnding(.claude, .says($0), meaning, source) }
  }

  private static func members(
    _ meaning: Meaning, _ source: String, _ members: (name: String, value: String)...
  ) -> [KnownEnding] {
    members.map { KnownEnding(.claude, .member($0.name, $0.value), meaning, source) }
  }
}
