import KBDomain

/// What Codex says in `turn.failed`, in a last `error` event, or on standard error before its first event. It sends no
/// error code, so the beginnings of its sentences are what there is.
extension KnownEnding {
  static let codex: [KnownEnding] =
    rows(
      .usageLimit, "codex-rs/protocol/src/error.rs, UsageLimitReachedError",
      ["You've hit your usage limit"], ["Your workspace is out of credits"], ["You hit your spend cap"])
    + rows(.usageLimit, "codex-rs/protocol/src/error.rs, QuotaExceeded", ["Quota exceeded."])
    + rows(
      .usageLimit, "platform.openai.com/docs/guides/error-codes, through the stream",
      ["", "exceeded your current quota"])
    + rows(
      .accountRefused, "codex-rs/protocol/src/error.rs, UsageNotIncluded",
      ["To use Codex with your ChatGPT plan, upgrade"])
    + rows(.accountRefused, "yilewang/llm-for-zotero#74: a workspace that was closed", ["unexpected status 402"])
    + rows(
      .notLoggedIn, "codex-rs/protocol/src/error.rs, EnvVarError; 0.163 run", ["Missing environment variable: `"])
    + rows(
      .notLoggedIn, "0.163's texts; openai/codex#6498, #24365", ["Your access token could not be refreshed"],
      ["Your authentication session could not be refreshed"], ["", "refresh token was already used"],
      ["", "log out and sign in again"], ["", "Please log in again"], ["", "Please sign in again"])
    + rows(.notLoggedIn, "openai/codex#10617", ["Token refresh failed: 401"], ["Failed to refresh token: 40"])
    + rows(
      .notLoggedIn, "0.163 run", ["unexpected status 401"], ["exceeded retry limit, last status: 401"])
    + [KnownEnding(.codex, .member("code", "invalid_api_key"), .notLoggedIn, "0.163 run")]
    + rows(
      .forbidden, "codex-rs/protocol/src/error.rs, UnexpectedResponseError", ["unexpected status 403"],
      ["Access blocked by Cloudflare"])
    + rows(
      .modelUnknown, "0.163 run; openai/codex#17642, #26053", ["unexpected status 404"],
      ["The '", "' model is not supported"])
    + [
      KnownEnding(.codex, .member("code", "model_not_found"), .modelUnknown, "0.163 run"),
      KnownEnding(.codex, .member("param", "model"), .modelUnknown, "0.163 run"),
    ]
    + rows(
      .refused, "0.163's texts", ["This request has been flagged for"],
      ["This content was flagged for"], ["This request was blocked due to a misalignment policy violation"],
      ["stream disconnected before completion: Incomplete response returned, reason: content_filter"])
    + rows(
      .tooLong, "codex-rs/protocol/src/error.rs, ContextWindowExceeded; openai/codex#2921 (0.27)",
      ["Codex ran out of room in the model's context window"], ["", "exceeds the context window"])
    + [KnownEnding(.codex, .member("code", "context_length_exceeded"), .tooLong, "0.163 run")]
    + rows(
      .unfinished, "codex-rs/protocol/src/error.rs, TurnAborted, Interrupted, InternalAgentDied", ["turn aborted"],
      ["interrupted (Ctrl-C)"], ["internal error; agent loop died"],
      ["stream disconnected before completion: Incomplete response returned, reason: max_output_tokens"])
    + rows(
      .failed, "codex-rs/protocol/src/error.rs, SandboxErr", ["sandbox error:"], ["codex-linux-sandbox was required"])
    + rows(
      .overloaded, "codex-rs/protocol/src/error.rs; 0.163 run", ["exceeded retry limit, last status: 429"],
      ["exceeded retry limit, last status: 5"], ["unexpected status 429"], ["unexpected status 5"],
      ["Selected model is at capacity"], ["Flex capacity unavailable"], ["We're currently experiencing high demand"],
      ["stream disconnected before completion"], ["Error while reading the server response"], ["Connection failed"],
      ["request timed out"], ["Rate limit reached for"])

  private static func rows(_ meaning: Meaning, _ source: String, _ said: [String]...) -> [KnownEnding] {
    said.map { KnownEnding(.codex, .says($0), meaning, source) }
  }
}
