import Foundation
import KBAgents
import KBConfiguration
import TestSupport

/// What `claude -p` prints (measured with Claude Code 2.1.330).
struct ClaudeVoice: AgentVoice {
  let name = "claude"
  let termination = AgentTermination.exits
  var usage = AgentUsage(input: 8_897, output: 18)
  let options: ClaudeOptions
  let session: String
  private let began = Date()
  private var turns = 0
  private var tool = ""
  private var lastMessage = ""

  init(options: ClaudeOptions, session: String) {
    self.options = options
    self.session = session
  }

  private var model: String { options.model ?? "claude-opus-5-5" }

  mutating func begin() {
    emit([
      "type": "system", "subtype": "init", "cwd": .string(FileManager.default.currentDirectoryPath),
      "session_id": .string(session), "tools": ["Task", "Bash", "Edit", "Read", "Write"], "mcp_servers": [],
      "model": .string(model), "permissionMode": "bypassPermissions", "slash_commands": [],
      "apiKeySource": "ANTHROPIC_API_KEY", "claude_code_version": "2.1.330", "output_style": "default",
      "uuid": newUUID(),
    ])
  }

  mutating func message(_ text: String) {
    turns += 1
    lastMessage = text
    emit(assistant([["type": "text", "text": .string(text)]]))
  }

  mutating func commandStarted(_ command: String) { toolStarted("Bash", ["command": .string(command)]) }

  mutating func commandEnded(_ command: String, output: String, status: Int32) {
    let text = status == 0 ? output : "Exit code \(status)\n\(output)"
    toolEnded(text.trimmingCharacters(in: .newlines), isError: status != 0)
  }

  mutating func fileChanged(_ path: String, kind: FileChange) {
    toolStarted("Write", ["file_path": .string(path)])
    toolEnded("The file \(path) has been updated.", isError: false)
  }

  mutating func tick() {
    emit(["type": "system", "subtype": "informational", "content": "Waiting", "session_id": .string(session)])
  }

  mutating func reconnecting() { retry(attempt: 1, status: nil, error: "unknown") }

  mutating func end(_ ending: AgentEnding) -> Int32 {
    if case .schemaMissed = ending {
      emitSchemaMissed()
      return 1
    }
    guard let failure = ClaudeFailure(ending, model: model) else {
      if case .taskStopped = ending { stopTask() }
      if case .completedWithoutResult = ending { lastMessage = "" }
      emitResult(text: lastMessage, failure: nil)
      return 0
    }
    for attempt in 1...3 where failure.isRetried {
      retry(attempt: attempt, status: failure.status, error: failure.kind)
    }
    if let reset = failure.limitReset {
      emit([
        "type": "rate_limit_event",
        "rate_limit_info": [
          "status": "rejected", "resetsAt": .int(Int(reset.timeIntervalSince1970)), "rateLimitType": "five_hour",
          "overageStatus": "rejected", "isUsingOverage": false,
        ], "uuid": newUUID(), "session_id": .string(session),
      ])
    }
    emit(assistant([["type": "text", "text": .string(failure.text)]], failure: failure))
    emitResult(text: failure.text, failure: failure)
    return 1
  }

  var schema: JSONTree? { options.schema }

  /// 2.1.332 has a tool for it, and repeats the answer as the text of the result. What does not keep to the schema it gives
  /// back to the model, five times.
  mutating func answer(_ answer: JSONTree) -> Int32 {
    let missing = (schema?.member("required")?.elements ?? []).compactMap(\.text).filter { answer.member($0) == nil }
    toolStarted("StructuredOutput", answer)
    guard missing.isEmpty else {
      let words = missing.map { "root: must have required property '\($0)'" }.joined(separator: ", ")
      toolEnded("Output does not match required schema: \(words)", isError: true)
      return end(.schemaMissed)
    }
    toolEnded("Structured output provided successfully", isError: false)
    emitResult(text: answer.json, failure: nil, answer: answer)
    return 0
  }

  mutating func interrupted() -> Int32 {
    emit([
      "type": "result", "subtype": "error_during_execution", "is_error": true,
      "duration_ms": .int(elapsed), "duration_api_ms": 0, "num_turns": .int(turns),
      "session_id": .string(session), "total_cost_usd": 0, "permission_denials": [],
      "errors": ["Request was aborted."], "uuid": newUUID(),
    ])
    return 0
  }

  /// The events of anthropics/claude-code#94392: the turn ends with a result, the task is stopped, another turn follows.
  private mutating func stopTask() {
    let task = newUUID()
    let running: JSONTree = [["task_id": task, "task_type": "local_agent", "description": "look around"]]
    backgroundTasks(running)
    message("I wait for the agent in the background.")
    emitResult(text: lastMessage, failure: nil)
    emit([
      "type": "system", "subtype": "task_notification", "task_id": task, "status": "stopped",
      "summary": "look around", "output_file": "", "session_id": .string(session), "uuid": newUUID(),
    ])
    backgroundTasks([])
    begin()
    message("Everything is done.")
  }

  private func backgroundTasks(_ tasks: JSONTree) {
    emit([
      "type": "system", "subtype": "background_tasks_changed", "tasks": tasks, "session_id": .string(session),
      "uuid": newUUID(),
    ])
  }

  private mutating func toolStarted(_ name: String, _ input: JSONTree) {
    turns += 1
    tool = "toolu_" + (newUUID().text ?? "")
    emit(assistant([["type": "tool_use", "id": .string(tool), "name": .string(name), "input": input]]))
  }

  private func toolEnded(_ text: String, isError: Bool) {
    emit([
      "type": "user",
      "message": [
        "role": "user",
        "content": [
          [
            "type": "tool_result", "content": .string(text), "is_error": .bool(isError),
            "tool_use_id": .string(tool),
          ]
        ],
      ], "parent_tool_use_id": nil, "session_id": .string(session), "uuid": newUUID(),
    ])
  }

  private func assistant(_ content: JSONTree, failure: ClaudeFailure? = nil) -> JSONTree {
    let message: JSONTree = [
      "id": "msg_double", "type": "message", "role": "assistant",
      "model": .string(failure == nil ? model : "<synthetic>"), "content": content, "stop_reason": nil,
      "usage": ["input_tokens": .int(usage.input), "output_tokens": .int(usage.output)],
    ]
    var members: [JSONTree.Member] = [
      .init("type", "assistant"), .init("message", message), .init("parent_tool_use_id", nil),
      .init("session_id", .string(session)), .init("uuid", newUUID()),
    ]
    if let failure {
      members += [.init("error", .string(failure.kind)), .init("is_api_error_message", true)]
      members += apiError(failure)
    }
    return .object(members)
  }

  /// What the closing events say about the provider's answer, only where there was one.
  private func apiError(_ failure: ClaudeFailure) -> [JSONTree.Member] {
    var members: [JSONTree.Member] = []
    if let status = failure.status { members.append(.init("api_error_status", .int(status))) }
    if let type = failure.providerType { members.append(.init("api_error_type", .string(type))) }
    if let code = failure.code { members.append(.init("api_error", .string(code))) }
    return members
  }

  private func retry(attempt: Int, status: Int?, error: String) {
    emit([
      "type": "system", "subtype": "api_retry", "attempt": .int(attempt), "max_retries": 10,
      "retry_delay_ms": .int(500 << attempt), "error_status": status.map { .int($0) } ?? .null,
      "error": .string(error), "session_id": .string(session), "uuid": newUUID(),
    ])
  }

  /// `subtype` is "success" for failures too, and "type" is not the first key: readers must not rely on either.
  private func emitResult(text: String, failure: ClaudeFailure?, answer: JSONTree? = nil) {
    guard options.format != .text else { return Output.line(text) }
    let cost = failure == nil ? Double(usage.input * 4 + usage.output * 20) / 1_000_000 : 0
    var result = failure.map(apiError) ?? []
    if failure?.status == nil { result.append(.init("api_error_status", nil)) }
    let rest: JSONTree = [
      "duration_ms": .int(elapsed), "type": "result", "subtype": "success", "is_error": .bool(failure != nil),
      "duration_api_ms": .int(elapsed / 4),
      "num_turns": .int(max(1, turns)), "result": .string(text),
      "stop_reason": .string(failure?.stopReason ?? (answer == nil ? "end_turn" : "tool_use")),
      "session_id": .string(session),
      "total_cost_usd": .double(cost),
      "usage": [
        "input_tokens": .int(failure == nil ? usage.input : 0), "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0, "output_tokens": .int(failure == nil ? usage.output : 0),
      ],
      "modelUsage": failure == nil ? modelUsage(cost) : [:],
      "permission_denials": [], "terminal_reason": .string(failure == nil ? "completed" : "api_error"),
      "uuid": newUUID(),
    ]
    if let answer { result.append(.init("structured_output", answer)) }
    Output.event(.object(result + rest.members))
  }

  /// As 2.1.332 ends then: without a `result`.
  private func emitSchemaMissed() {
    emit([
      "is_error": true, "duration_api_ms": .int(elapsed / 4), "num_turns": .int(max(1, turns)),
      "stop_reason": "tool_use", "session_id": .string(session), "total_cost_usd": .double(0.01),
      "usage": ["input_tokens": .int(usage.input), "output_tokens": .int(usage.output)], "modelUsage": modelUsage(0.01),
      "permission_denials": [], "terminal_reason": "structured_output_retry_exhausted",
      "subtype": "error_max_structured_output_retries",
      "errors": ["Failed to provide valid structured output after 5 attempts"], "type": "result",
      "duration_ms": .int(elapsed), "uuid": newUUID(),
    ])
  }

  private func modelUsage(_ cost: Double) -> JSONTree {
    let counts: JSONTree = [
      "inputTokens": .int(usage.input), "outputTokens": .int(usage.output), "cacheReadInputTokens": 0,
      "cacheCreationInputTokens": 0, "costUSD": .double(cost), "contextWindow": 1_000_000,
    ]
    return .object([.init(model, counts)])
  }

  private var elapsed: Int { Int(Date().timeIntervalSince(began) * 1000) }

  private func newUUID() -> JSONTree { .string(UUID().uuidString.lowercased()) }

  private func emit(_ event: JSONTree) {
    if options.format == .streamJson { Output.event(event) }
  }
}
