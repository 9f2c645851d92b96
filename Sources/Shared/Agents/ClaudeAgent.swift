#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Anthropic's Claude Code CLI, `claude -p` with streamed JSON (code.claude.com/docs/en/headless).
package struct ClaudeAgent: AgentBackend {
  package let name = AgentName.claude
  package let defaultTemplate = "docker.io/library/krutrimbox-claude:pnpm"

  package init() {}

  package func arguments(model: String?, effort: String?) -> [String] {
    [
      "claude", "-p", "--output-format", "stream-json", "--verbose", "--dangerously-skip-permissions",
      "--no-session-persistence",
    ] + (model.map { ["--model", $0] } ?? []) + (effort.map { ["--effort", $0] } ?? [])
  }

  package func newReader() -> any AgentEventReader { ClaudeEventReader() }
}

/// Reads Claude's JSON lines. The last `result` event decides: `subtype` says "success" even for API errors, so
/// `is_error` is what counts, and an interrupted session exits with status 0.
struct ClaudeEventReader: AgentEventReader {
  private var result: ClaudeEvent?
  /// From the last `rate_limit_event`, where that was a rejection.
  private var rejection: ClaudeEvent.RateLimit?
  private var assistantError: String?
  private var lastText: [String] = []
  private(set) var connectionNotice: String?

  var hasEnded: Bool { result != nil }

  mutating func read(_ line: OutputLine) -> AgentActivity {
    guard line.text.first == "{", let event = try? JSONDecoder().decode(ClaudeEvent.self, from: Data(line.text.utf8))
    else {
      lastText = (lastText + [line.text]).suffix(8)
      return AgentActivity(text: line.text, isProgress: false)
    }
    if event.type != "rate_limit_event" { connectionNotice = nil }
    switch event.type {
    case "result":
      result = event
      return AgentActivity(text: event.result, isProgress: event.is_error == false)
    case "assistant":
      assistantError = event.error
      return AgentActivity(text: event.message?.summary, isProgress: event.error == nil)
    case "rate_limit_event":
      rejection = event.rate_limit_info.flatMap { $0.status == "rejected" ? $0 : nil }
      return AgentActivity(isProgress: false)
    case "system":
      let isRetry = event.subtype == "api_retry"
      if isRetry { connectionNotice = "waiting for the API" }
      return AgentActivity(text: isRetry ? "waiting for the API" : nil, isProgress: !isRetry)
    default:
      return AgentActivity()
    }
  }

  func verdict(_ status: ExitStatus, now: Date) -> AgentVerdict {
    let usage = AgentUsage(
      inputTokens: result?.usage?.allInput ?? 0, outputTokens: result?.usage?.output_tokens ?? 0,
      costUSD: result?.total_cost_usd)
    let isGood = status == .success && result?.is_error == false
    return AgentVerdict(failure: isGood ? nil : diagnose(status), message: result?.result ?? "", usage: usage)
  }

  private func diagnose(_ status: ExitStatus) -> ExpectedFailure {
    let said = result?.result ?? lastText.joined(separator: "\n")
    let why = said.isEmpty ? "claude ended by \(status)" : "\(said)\n(\(status))"
    guard let result else {
      if AgentExit.isMissingProgram(status, said: said) { return .agentMissing(.claude, why: why) }
      if lastText.contains(where: { $0.hasPrefix("--dangerously-skip-permissions cannot be used with root") }) {
        return .agentRefusesRoot(.claude, why: why)
      }
      return .agentFailed(.claude, why: why)
    }
    // A limit that was passed by, such as with paid overage, does not explain another failure.
    if let rejection, result.api_error_status == 429 || assistantError == "rate_limit" {
      return .agentUsageLimit(.claude, until: rejection.reset, why: said)
    }
    if assistantError == "billing_error" { return .agentUsageLimit(.claude, until: nil, why: said) }
    if assistantError == "authentication_failed" || said.hasPrefix("Not logged in") {
      return .agentNotAuthenticated(.claude, why: said)
    }
    switch result.api_error_status {
    case 401: return .agentNotAuthenticated(.claude, why: said)
    case 403: return .agentForbidden(.claude, why: said)
    case 404: return .agentModelUnknown(.claude, why: said)
    case .some(429), .some(500...599): return .agentOverloaded(.claude, why: said)
    default: break
    }
    let lost = [
      "API Error: Connection", "API Error: Unable to connect", "Request timed out", "API Error: Request timed out",
    ]
    return lost.contains(where: said.hasPrefix) ? .agentOverloaded(.claude, why: said) : .agentFailed(.claude, why: why)
  }
}

/// The parts of Claude's events that are used; everything else is ignored.
struct ClaudeEvent: Decodable {
  struct Message: Decodable {
    struct Part: Decodable {
      struct Input: Decodable {
        var command: String?
        var file_path: String?
        var pattern: String?
        var description: String?
      }
      var type: String?
      var text: String?
      var name: String?
      var input: Input?
    }
    var content: [Part]?

    /// What the message does, in a few words; nil for thinking and the like.
    var summary: String? {
      for part in content ?? [] {
        if part.type == "text", let text = part.text { return text }
        if part.type == "tool_use", let name = part.name {
          let input = part.input
          let detail = input?.command ?? input?.file_path ?? input?.pattern ?? input?.description
          return name == "Bash" ? detail ?? name : detail.map { "\(name.lowercased()) \($0)" } ?? name
        }
      }
      return nil
    }

    private enum CodingKeys: String, CodingKey { case content }

    /// A user message's content may be a plain string: then there is nothing to show.
    init(from decoder: any Decoder) throws {
      content = try? decoder.container(keyedBy: CodingKeys.self).decode([Part].self, forKey: .content)
    }
  }
  struct Usage: Decodable {
    var input_tokens: Int?
    var cache_creation_input_tokens: Int?
    var cache_read_input_tokens: Int?
    var output_tokens: Int?

    var allInput: Int {
      [input_tokens, cache_creation_input_tokens, cache_read_input_tokens].reduce(0) { $0.addingBounded($1 ?? 0) }
    }
  }
  struct RateLimit: Decodable {
    struct Window: Decodable {
      /// Seconds since 1970.
      var resetsAt: Double?
    }
    var status: String?
    /// Seconds since 1970.
    var resetsAt: Double?
    /// Which of the windows it is about.
    var rateLimitType: String?
    var unifiedWindows: [String: Window]?

    /// When it is over; nil where the event does not say.
    var reset: Date? {
      let windows = unifiedWindows ?? [:]
      let named = rateLimitType.flatMap { windows[$0]?.resetsAt }
      let seconds = resetsAt ?? named ?? windows.values.compactMap(\.resetsAt).min()
      return seconds.map { Date(timeIntervalSince1970: $0) }
    }

    private enum CodingKeys: String, CodingKey { case status, resetsAt, rateLimitType, unifiedWindows }

    /// A shape that is not known costs its own value only.
    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      status = try? values.decode(String.self, forKey: .status)
      resetsAt = try? values.decode(Double.self, forKey: .resetsAt)
      rateLimitType = try? values.decode(String.self, forKey: .rateLimitType)
      unifiedWindows = try? values.decode([String: Window].self, forKey: .unifiedWindows)
    }
  }

  var type: String
  var subtype: String?
  var message: Message?
  var error: String?
  var is_error: Bool?
  var api_error_status: Int?
  var result: String?
  var usage: Usage?
  var total_cost_usd: Double?
  var rate_limit_info: RateLimit?
}
