import Foundation
import KBAgents
import KBConfiguration
import KBProtocol
import TestSupport

/// What `codex exec` prints (measured with codex-cli 0.163.0).
struct CodexVoice: AgentVoice {
  private static let address = "https://api.openai.com/v1/responses"

  let name = "codex"
  let termination = AgentTermination.bySignal
  var usage = AgentUsage()
  let options: CodexOptions
  let session: String
  private var items = 0
  private var commandItem = ""
  private var lastMessage = ""

  init(options: CodexOptions, session: String) {
    self.options = options
    self.session = session
  }

  mutating func begin() {
    emit(["type": "thread.started", "thread_id": .string(session)])
    if let model = options.model, !model.hasPrefix("gpt-") {
      let advice = "Defaulting to fallback metadata; this can degrade performance and cause issues."
      let warning = "Model metadata for `\(model)` not found. \(advice)"
      emit(["type": "item.completed", "item": ["id": nextItem(), "type": "error", "message": .string(warning)]])
    }
    emit(["type": "turn.started"])
    if !options.json { Output.error("OpenAI Codex v0.163.0\n--------\nworkdir: \(options.directory ?? ".")\n--------") }
  }

  mutating func message(_ text: String) {
    lastMessage = text
    emit(["type": "item.completed", "item": ["id": nextItem(), "type": "agent_message", "text": .string(text)]])
    if !options.json { Output.error("codex\n\(text)") }
  }

  mutating func commandStarted(_ command: String) {
    commandItem = nextItem().text ?? ""
    emit(["type": "item.started", "item": commandEvent(command, output: "", status: nil)])
    if !options.json { Output.error("exec\n\(shell(command)) in .") }
  }

  mutating func commandEnded(_ command: String, output: String, status: Int32) {
    emit(["type": "item.completed", "item": commandEvent(command, output: output, status: status)])
    if !options.json { Output.error(output) }
  }

  mutating func fileChanged(_ path: String, kind: FileChange) {
    emit([
      "type": "item.completed",
      "item": [
        "id": nextItem(), "type": "file_change",
        "changes": [["path": .string(path), "kind": .string(kind.rawValue)]], "status": "completed",
      ],
    ])
  }

  mutating func tick() {
    emit(["type": "item.completed", "item": ["id": nextItem(), "type": "reasoning", "text": "**Waiting**"]])
  }

  mutating func reconnecting() {
    let reason = "waiting for network (Connection failed: error sending request)"
    emit(["type": "error", "message": .string("Reconnecting... \(reason)")])
    if !options.json { Output.error("ERROR: Reconnecting... \(reason)") }
  }

  mutating func end(_ ending: AgentEnding) -> Int32 {
    guard let failure = failure(ending) else { return complete() }
    for attempt in 1...5 where failure.reconnects {
      emit(["type": "error", "message": .string("Reconnecting... \(attempt)/5 (\(failure.message))")])
    }
    emit(["type": "error", "message": .string(failure.message)])
    emit(["type": "turn.failed", "error": ["message": .string(failure.message)]])
    if !options.json { Output.error("ERROR: \(failure.message)\nERROR: \(failure.message)") }
    return 1
  }

  mutating func interrupted() -> Int32 { 1 }

  var schema: JSONTree? { options.schema }

  /// 0.163 leaves the schema to the service, and passes on what the model says.
  mutating func answer(_ answer: JSONTree) -> Int32 {
    message(answer.json)
    return end(.completed)
  }

  private mutating func complete() -> Int32 {
    emit([
      "type": "turn.completed",
      "usage": [
        "input_tokens": .int(usage.input), "cached_input_tokens": 0, "cache_write_input_tokens": 0,
        "output_tokens": .int(usage.output), "reasoning_output_tokens": 0,
      ],
    ])
    if let file = options.lastMessageFile { try? Data(lastMessage.utf8).write(to: URL(fileURLWithPath: file)) }
    if !options.json {
      Output.error("tokens used\n\(usage.input + usage.output)")
      Output.line(lastMessage)
    }
    return 0
  }

  /// The closing message of a failed turn; nil for what the real program counts as success (a refusal is one).
  private mutating func failure(_ ending: AgentEnding) -> (message: String, reconnects: Bool)? {
    switch ending {
    case .completed, .completedWithoutResult, .taskStopped, .schemaMissed: return nil
    case .refused:
      message("I’m sorry, but I can’t help with that.")
      return nil
    case .usageLimit(let reset):
      let upgrade = "Upgrade to Pro (https://chatgpt.com/explore/pro)"
      let credits = "visit https://chatgpt.com/settings/usage to purchase more credits"
      let time = reset.map { " or try again at \(ResetTime.codexText($0))." } ?? " or try again later."
      return ("You’ve hit your usage limit. \(upgrade), \(credits)\(time)", false)
    case .oldUsageLimit(let reset):
      let upgrade = "Upgrade to Pro (https://openai.com/chatgpt/pricing)"
      return ("You've hit your usage limit. \(upgrade) or try again in \(ResetTime.codexSpan(to: reset)).", false)
    case .missingKey: return ("Missing environment variable: `OPENAI_API_KEY`.", false)
    case .loginExpired:
      let why = "your refresh token was already used. Please log out and sign in again."
      return ("Your access token could not be refreshed because \(why)", false)
    case .accountRefused:
      return ("To use Codex with your ChatGPT plan, upgrade to Plus: https://chatgpt.com/explore/plus.", false)
    case .overloaded: return ("Selected model is at capacity. Please try a different model.", false)
    case .rateLimited:
      return ("exceeded retry limit, last status: 429 Too Many Requests", false)
    case .unauthenticated:
      return (
        "unexpected status 401 Unauthorized: Incorrect API key provided: sk-double., url: \(CodexVoice.address)", true
      )
    case .unknownModel:
      let model = options.model ?? "gpt-5-codex"
      let text = "The model `\(model)` does not exist or you do not have access to it., url: \(CodexVoice.address)"
      return ("unexpected status 404 Not Found: \(text)", true)
    case .failed(let text): return (text, false)
    }
  }

  private mutating func nextItem() -> JSONTree {
    defer { items += 1 }
    return .string("item_\(items)")
  }

  /// The command as codex shows it: quoted for a shell.
  private func shell(_ command: String) -> String {
    guard command.contains("'") else { return "/bin/bash -lc '\(command)'" }
    let escaped = command.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
    return "/bin/bash -lc \"\(escaped)\""
  }

  private func commandEvent(_ command: String, output: String, status: Int32?) -> JSONTree {
    let state = status.map { $0 == 0 ? "completed" : "failed" } ?? "in_progress"
    return [
      "id": .string(commandItem), "type": "command_execution", "command": .string(shell(command)),
      "aggregated_output": .string(output), "exit_code": status.map { .int(Int($0)) } ?? .null,
      "status": .string(state),
    ]
  }

  private func emit(_ event: JSONTree) {
    if options.json { Output.event(event) }
  }
}
