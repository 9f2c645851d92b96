#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBText

/// The parts of Claude's events that are used; everything else is ignored.
struct ClaudeEvent: Decodable {
  struct Message: Decodable {
    struct Part: Decodable {
      struct Input: Decodable {
        var command: String?
        var task_id: String?
        var shell_id: String?
        var file_path: String?
        var pattern: String?
        var description: String?
      }
      var type: String?
      var text: String?
      var name: String?
      var input: Input?
    }
    var id: String?
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

    /// What it says in words; empty where it only uses tools.
    var text: String {
      (content ?? []).filter { $0.type == "text" }.compactMap(\.text).joined(separator: "\n")
    }

    /// The tasks that it stops by itself. The tool was KillShell in 2.0 and is TaskStop since.
    var stops: [String] {
      (content ?? []).filter { ["TaskStop", "KillShell", "KillBash"].contains($0.name) }
        .compactMap { $0.input?.task_id ?? $0.input?.shell_id }
    }

    var usesTools: Bool { (content ?? []).contains { $0.type == "tool_use" } }

    private enum CodingKeys: String, CodingKey { case id, content }

    /// A user message's content may be a plain string: then there is nothing to show.
    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      id = try? values.decode(String.self, forKey: .id)
      content = try? values.decode([Part].self, forKey: .content)
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
  /// The whole session's, with the agents that it started itself; the `usage` of a result is its last turn's.
  struct ModelUsage: Decodable {
    var inputTokens: Int?
    var cacheCreationInputTokens: Int?
    var cacheReadInputTokens: Int?
    var outputTokens: Int?

    var allInput: Int {
      [inputTokens, cacheCreationInputTokens, cacheReadInputTokens].reduce(0) { $0.addingBounded($1 ?? 0) }
    }
  }
  struct Task: Decodable {
    var task_id: String?
  }
  struct Denial: Decodable {
    var tool_name: String?
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
    /// When paid usage beyond the plan is possible again; seconds since 1970.
    var overageResetsAt: Double?

    /// When it is over; nil where the event does not say.
    var reset: Date? {
      let windows = unifiedWindows ?? [:]
      let named = rateLimitType.flatMap { windows[$0]?.resetsAt }
      let seconds = resetsAt ?? named ?? windows.values.compactMap(\.resetsAt).min() ?? overageResetsAt
      return seconds.map { Date(timeIntervalSince1970: $0) }
    }

    private enum CodingKeys: String, CodingKey { case status, resetsAt, rateLimitType, unifiedWindows, overageResetsAt }

    /// A shape that is not known costs its own value only.
    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      status = try? values.decode(String.self, forKey: .status)
      resetsAt = try? values.decode(Double.self, forKey: .resetsAt)
      rateLimitType = try? values.decode(String.self, forKey: .rateLimitType)
      unifiedWindows = try? values.decode([String: Window].self, forKey: .unifiedWindows)
      overageResetsAt = try? values.decode(Double.self, forKey: .overageResetsAt)
    }
  }

  var type: String
  var subtype: String?
  var message: Message?
  var parent_tool_use_id: String?
  var error: String?
  var is_error: Bool?
  var api_error_status: Int?
  var api_error: String?
  var terminal_reason: String?
  var startup_failure_reason: String?
  var stop_reason: String?
  var result: String?
  var errors: [String]?
  var num_turns: Int?
  var usage: Usage?
  var modelUsage: [String: ModelUsage]?
  var total_cost_usd: Double?
  var permission_denials: [Denial]?
  var rate_limit_info: RateLimit?
  var task_id: String?
  var status: String?
  var tasks: [Task]?

  private enum CodingKeys: String, CodingKey {
    case type, subtype, message, parent_tool_use_id, error, is_error, api_error_status, api_error, terminal_reason
    case startup_failure_reason, stop_reason, result, errors, num_turns, usage, modelUsage, total_cost_usd
    case permission_denials, rate_limit_info, task_id, status, tasks
  }

  /// A member of a shape that is not known costs its own value only.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) -> Value? { try? values.decode(Value.self, forKey: key) }
    type = try values.decode(String.self, forKey: .type)
    subtype = value(.subtype)
    message = value(.message)
    parent_tool_use_id = value(.parent_tool_use_id)
    error = value(.error)
    is_error = value(.is_error)
    api_error_status = value(.api_error_status)
    api_error = value(.api_error)
    terminal_reason = value(.terminal_reason)
    startup_failure_reason = value(.startup_failure_reason)
    stop_reason = value(.stop_reason)
    result = value(.result)
    errors = value(.errors)
    num_turns = value(.num_turns)
    usage = value(.usage)
    modelUsage = value(.modelUsage)
    total_cost_usd = value(.total_cost_usd)
    permission_denials = value(.permission_denials)
    rate_limit_info = value(.rate_limit_info)
    task_id = value(.task_id)
    status = value(.status)
    tasks = value(.tasks)
  }
}
