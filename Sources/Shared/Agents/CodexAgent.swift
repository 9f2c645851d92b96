#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// OpenAI's Codex CLI, `codex exec --json` (developers.openai.com/codex/noninteractive).
package struct CodexAgent: AgentBackend {
  package let name = AgentName.codex
  package let defaultTemplate = "docker.io/library/krutrimbox-codex:pnpm"

  package init() {}

  /// Approvals are off because the sandbox is the boundary. TZ makes a reset time that Codex prints a known one.
  package func arguments(model: String?, effort: String?) -> [String] {
    ["env", "TZ=UTC", "codex", "exec", "--ephemeral", "--dangerously-bypass-approvals-and-sandbox", "--json"]
      + (model.map { ["-m", $0] } ?? []) + (effort.map { ["-c", "model_reasoning_effort=\($0)"] } ?? []) + ["-"]
  }

  package func newReader() -> any AgentEventReader { CodexEventReader() }
}

/// Reads Codex's JSON lines. A failing command or an `error` item is not a failing session: only `turn.failed` is.
struct CodexEventReader: AgentEventReader {
  private struct Event: Decodable {
    struct Item: Decodable {
      struct Change: Decodable {
        var path: String?
      }
      var type: String?
      var text: String?
      var command: String?
      var changes: [Change]?
      var message: String?
    }
    struct Usage: Decodable {
      var input_tokens: Int?
      var output_tokens: Int?
    }
    struct Message: Decodable {
      var message: String?
    }
    var type: String
    var item: Item?
    var usage: Usage?
    var error: Message?
    var message: String?
  }

  private var isCompleted = false
  private var failure: String?
  private var message = ""
  private var usage = AgentUsage()
  private var lastErrors: [String] = []
  private(set) var connectionNotice: String?

  var hasEnded: Bool { isCompleted || failure != nil }

  mutating func read(_ line: OutputLine) -> AgentActivity {
    guard line.text.first == "{", let event = try? JSONDecoder().decode(Event.self, from: Data(line.text.utf8)) else {
      return readText(line)
    }
    connectionNotice = nil
    switch event.type {
    case "turn.completed":
      isCompleted = true
      failure = nil
      usage =
        usage
        + AgentUsage(inputTokens: event.usage?.input_tokens ?? 0, outputTokens: event.usage?.output_tokens ?? 0)
      return AgentActivity()
    case "turn.failed":
      failure = event.error?.message ?? "turn.failed without a message"
      return AgentActivity(text: failure, isProgress: false)
    case "error":
      // Reconnect notices come for ever while the network is down: they are no progress.
      connectionNotice = event.message.flatMap { $0.hasPrefix("Reconnecting") ? $0 : nil }
      return AgentActivity(text: event.message, isProgress: false)
    case "item.started", "item.updated", "item.completed":
      return readItem(event.item, isCompleted: event.type == "item.completed")
    default:
      return AgentActivity()
    }
  }

  func verdict(_ status: ExitStatus, now: Date) -> AgentVerdict {
    let isGood = status == .success && isCompleted && failure == nil
    return AgentVerdict(failure: isGood ? nil : diagnose(status, now: now), message: message, usage: usage)
  }

  private mutating func readItem(_ item: Event.Item?, isCompleted: Bool) -> AgentActivity {
    switch item?.type {
    case "command_execution":
      return AgentActivity(text: isCompleted ? nil : item?.command.map(Self.plainCommand))
    case "file_change":
      let paths = item?.changes?.compactMap(\.path) ?? []
      return AgentActivity(text: paths.isEmpty ? nil : "edit " + paths.prefix(3).joined(separator: ", "))
    case "agent_message":
      if let text = item?.text { message = text }
      return AgentActivity(text: item?.text)
    case "error":
      return AgentActivity(text: item?.message, isProgress: false)
    default:
      return AgentActivity()
    }
  }

  private mutating func readText(_ line: OutputLine) -> AgentActivity {
    lastErrors = (lastErrors + [line.text]).suffix(8)
    return AgentActivity(text: line.text, isProgress: false)
  }

  private func diagnose(_ status: ExitStatus, now: Date) -> ExpectedFailure {
    let said = failure ?? lastErrors.joined(separator: "\n")
    let why = said.isEmpty ? "codex ended by \(status)" : "\(said)\n(\(status))"
    if failure == nil, AgentExit.isMissingProgram(status, said: said) { return .agentMissing(.codex, why: why) }
    return CodexFailureText.classify(failure, stderr: lastErrors, why: why, now: now)
  }

  /// `/bin/bash -lc 'swift test'` → `swift test`.
  private static func plainCommand(_ command: String) -> String {
    guard let range = command.firstRange(of: "-lc ") else { return command }
    return String(command[range.upperBound...].trimming { $0 == "'" || $0 == "\"" })
  }
}
