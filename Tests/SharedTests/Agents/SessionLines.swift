import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBSystem

/// A session as its printed lines, for the readers.
enum SessionLines {
  /// 2026-11-24 08:51:30 UTC.
  static let now = Date(timeIntervalSince1970: 1_795_510_290)

  /// What lines of a session come to, with what the client writes to standard error among them.
  static func verdict(
    _ agent: AgentName, _ lines: [String], _ status: KBSystem.ExitStatus = .success, now: Date = now
  ) -> AgentVerdict {
    var reader = AgentCatalogue.named(agent).newReader()
    for line in lines { _ = reader.read(OutputLine(line.first == "{" ? .output : .errors, line)) }
    return reader.verdict(status, now: now)
  }

  /// The failure of a session that ends by saying this.
  static func failure(_ agent: AgentName, saying text: String, members: [String: Any] = [:], now: Date = now)
    -> ExpectedFailure?
  {
    switch agent {
    case .codex:
      return verdict(
        agent, [thread, turn, line(["type": "turn.failed", "error": ["message": text]])], .code(value: 1), now: now
      ).failure
    case .claude:
      var result: [String: Any] = ["type": "result", "subtype": "success", "is_error": true, "result": text]
      var lines = [begun]
      for (name, value) in members where name != "error" && name != "rate_limit_event" { result[name] = value }
      if members["rate_limit_event"] != nil {
        lines.append(#"{"type":"rate_limit_event","rate_limit_info":{"status":"rejected"}}"#)
        result["api_error_status"] = 429
      }
      if let kind = members["error"] { lines.append(line(["type": "assistant", "error": kind, "message": [:]])) }
      return verdict(agent, lines + [line(result)], .code(value: 1), now: now).failure
    }
  }

  static let thread = #"{"type":"thread.started","thread_id":"1"}"#
  static let turn = #"{"type":"turn.started"}"#
  static let completed = #"{"type":"turn.completed","usage":{"input_tokens":100,"output_tokens":20}}"#
  static let begun = #"{"type":"system","subtype":"init"}"#
  static let working =
    #"{"type":"assistant","message":{"id":"m1","content":[{"type":"tool_use","name":"Bash","input":{"command":"ls"}}]}}"#
  static let toolResult = #"{"type":"user","message":{"content":[{"type":"tool_result","content":"x"}]}}"#

  static func says(_ text: String, id: String = "m2", parent: String? = nil) -> String {
    line([
      "type": "assistant", "parent_tool_use_id": parent ?? NSNull(),
      "message": ["id": id, "content": [["type": "text", "text": text]]] as [String: Any],
    ])
  }

  static func success(_ text: String = "done", _ more: [String: Any] = [:]) -> String {
    var result: [String: Any] = [
      "type": "result", "subtype": "success", "is_error": false, "result": text, "num_turns": 2,
      "terminal_reason": "completed", "stop_reason": "end_turn",
    ]
    for (name, value) in more { result[name] = value }
    return line(result)
  }

  static func agentMessage(_ text: String) -> String {
    line(["type": "item.completed", "item": ["type": "agent_message", "text": text]])
  }

  static func line(_ object: [String: Any]) -> String {
    let data = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }
}
