import Foundation
import KBConfiguration
import TestSupport

/// The Messages API as Claude Code uses it: streamed, or in one piece after a broken stream.
struct MessagesService {
  let exchange: HTTPExchange

  private var isStreamed: Bool { exchange.body.contains("\"stream\":true") }
  /// Requests beside the session itself, for titles and the like, offer no shell.
  private var hasShell: Bool { exchange.body.contains("\"name\":\"Bash\"") }

  func answer(_ scenario: ModelScenario) {
    switch scenario {
    case .tool where exchange.body.contains("\"name\":\"StructuredOutput\""):
      structured(ModelScenario.structured)
    case .tool:
      guard hasShell else { return text("ok") }
      if exchange.body.contains("\"tool_result\"") { text(ModelScenario.closingMessage) } else { shellCall() }
    case .message: text(hasShell ? ModelScenario.closingMessage : "ok")
    case .answer: structured(ModelScenario.structured)
    case .halfAnswer: structured(ModelScenario.half)
    case .refusal: send(["type": "text", "text": ""], delta: nil, stop: "refusal")
    case .usageLimit, .longLimit: limit(until: String(scenario.limitEnd))
    case .rateLimited: fail(429, "rate_limit_error", "This request would exceed your account's rate limit.")
    case .unauthorized: fail(401, "authentication_error", "invalid x-api-key")
    case .accountRefused: fail(400, "invalid_request_error", "This organization has been disabled.")
    case .serverError: fail(500, "api_error", "Internal server error")
    case .overloaded: fail(529, "overloaded_error", "Overloaded")
    case .unknownModel: fail(404, "not_found_error", "model: unknown")
    case .invalid: fail(400, "invalid_request_error", "Invalid request")
    case .cut:
      exchange.beginStream()
      exchange.event(started)
    case .hang:
      exchange.beginStream()
      exchange.waitForClose()
    }
  }

  private func limit(until reset: String) {
    exchange.answer(
      429, error("rate_limit_error", "This request would exceed your account's rate limit."),
      headers: [
        "x-should-retry": "false", "anthropic-ratelimit-unified-status": "rejected",
        "anthropic-ratelimit-unified-reset": reset,
        "anthropic-ratelimit-unified-representative-claim": "five_hour",
        "anthropic-ratelimit-unified-overage-status": "rejected",
      ])
  }

  private func text(_ text: String) {
    send(
      ["type": "text", "text": .string(isStreamed ? "" : text)],
      delta: ["type": "text_delta", "text": .string(text)], stop: "end_turn")
  }

  private func shellCall() {
    let input: JSONTree = ["command": .string(ModelScenario.command), "description": "Write a file"]
    send(
      ["type": "tool_use", "id": "toolu_1", "name": "Bash", "input": isStreamed ? [:] : input],
      delta: ["type": "input_json_delta", "partial_json": .string(input.json)], stop: "tool_use")
  }

  /// Claude Code has a tool for answers by schema, which it offers where one was asked for.
  private func structured(_ input: JSONTree) {
    guard exchange.body.contains("\"name\":\"StructuredOutput\"") else {
      return text(hasShell ? ModelScenario.closingMessage : "ok")
    }
    let isDone = exchange.body.contains("\"tool_result\"") && !exchange.body.contains("\"is_error\":true")
    if isDone { return text(ModelScenario.closingMessage) }
    send(
      ["type": "tool_use", "id": "toolu_1", "name": "StructuredOutput", "input": isStreamed ? [:] : input],
      delta: ["type": "input_json_delta", "partial_json": .string(input.json)], stop: "tool_use")
  }

  /// One content block, as a stream of events or as a whole message.
  private func send(_ block: JSONTree, delta: JSONTree?, stop: String) {
    guard isStreamed else {
      exchange.answer(200, message(content: [block], stop: .string(stop)))
      return
    }
    exchange.beginStream()
    exchange.event(started)
    exchange.event(["type": "content_block_start", "index": 0, "content_block": block])
    if let delta { exchange.event(["type": "content_block_delta", "index": 0, "delta": delta]) }
    exchange.event(["type": "content_block_stop", "index": 0])
    exchange.event([
      "type": "message_delta", "delta": ["stop_reason": .string(stop), "stop_sequence": nil],
      "usage": ["output_tokens": 9],
    ])
    exchange.event(["type": "message_stop"])
  }

  private var started: JSONTree { ["type": "message_start", "message": message(content: [], stop: nil)] }

  private func message(content: JSONTree, stop: JSONTree) -> JSONTree {
    [
      "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5-5", "content": content,
      "stop_reason": stop, "stop_sequence": nil, "usage": ["input_tokens": 4448, "output_tokens": 9],
    ]
  }

  private func fail(_ status: Int, _ type: String, _ message: String) {
    exchange.answer(status, error(type, message))
  }

  private func error(_ type: String, _ message: String) -> JSONTree {
    ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
  }
}
