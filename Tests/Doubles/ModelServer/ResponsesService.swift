import Foundation
import KBConfiguration
import TestSupport

/// The Responses API as codex uses it: every answer is a stream of events.
struct ResponsesService {
  let exchange: HTTPExchange

  func answer(_ scenario: ModelScenario) {
    switch scenario {
    case .tool where exchange.body.contains("\"json_schema\""): stream(message(ModelScenario.structured.json))
    case .tool:
      let isSecondTurn = exchange.body.contains("function_call_output")
      stream(isSecondTurn ? message(ModelScenario.closingMessage) : shellCall())
    case .message: stream(message(ModelScenario.closingMessage))
    case .answer: stream(message(ModelScenario.structured.json))
    case .halfAnswer: stream(message(ModelScenario.half.json))
    case .refusal: stream(message("I can’t help with that."))
    case .usageLimit, .longLimit:
      let reset = scenario.limitEnd
      let members: JSONTree = [
        "type": "usage_limit_reached", "message": "The usage limit has been reached", "plan_type": "plus",
        "resets_at": .int(reset), "resets_in_seconds": .int(reset - Int(Date().timeIntervalSince1970)),
      ]
      exchange.answer(429, ["error": members])
    case .rateLimited: fail(429, "rate_limit_exceeded", "Rate limit reached for requests")
    case .unauthorized: fail(401, "invalid_api_key", "Incorrect API key provided: sk-test.")
    // Codex 0.163 takes this type for UsageNotIncluded (codex-rs/protocol/src/error.rs).
    case .accountRefused: fail(429, "usage_not_included", "The plan does not include this.")
    case .serverError: fail(500, "server_error", "The server had an error while processing your request.")
    case .overloaded: fail(503, "server_is_overloaded", "The server is overloaded.")
    case .unknownModel:
      fail(404, "model_not_found", "The model does not exist or you do not have access to it.")
    case .invalid: fail(400, "invalid_request_error", "Invalid request")
    case .cut:
      exchange.beginStream()
      exchange.event(created)
    case .hang:
      exchange.beginStream()
      exchange.waitForClose()
    }
  }

  private var created: JSONTree { ["type": "response.created", "response": ["id": "resp_1"]] }

  private func stream(_ item: JSONTree) {
    exchange.beginStream()
    exchange.event(created)
    exchange.event(["type": "response.output_item.done", "output_index": 0, "item": item])
    let usage: JSONTree = [
      "input_tokens": 8055, "input_tokens_details": ["cached_tokens": 0], "output_tokens": 9,
      "output_tokens_details": ["reasoning_tokens": 0], "total_tokens": 8064,
    ]
    exchange.event(["type": "response.completed", "response": ["id": "resp_1", "usage": usage]])
  }

  private func message(_ text: String) -> JSONTree {
    [
      "type": "message", "role": "assistant", "id": "msg_1",
      "content": [["type": "output_text", "text": .string(text)]],
    ]
  }

  private func shellCall() -> JSONTree {
    let arguments: JSONTree = ["cmd": .string(ModelScenario.command), "yield_time_ms": 30_000]
    return [
      "type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "exec_command",
      "arguments": .string(arguments.json),
    ]
  }

  private func fail(_ status: Int, _ code: String, _ message: String) {
    exchange.answer(
      status, ["error": ["type": .string(code), "code": .string(code), "message": .string(message), "param": nil]])
  }
}
