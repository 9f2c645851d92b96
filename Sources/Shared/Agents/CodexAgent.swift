#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
package import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import KBText

/// OpenAI's Codex CLI, `codex exec --json` (developers.openai.com/codex/noninteractive).
package struct CodexAgent: AgentBackend {
  package let name = AgentName.codex

  package init() {}

  /// Approvals are off because the sandbox is the boundary. TZ makes a reset time that Codex prints a known one.
  /// It reads a schema from a file.
  package func arguments(model: String?, effort: String?, schema: String?) -> [String] {
    let own =
      ["env", "TZ=UTC", "codex", "exec", "--ephemeral", "--dangerously-bypass-approvals-and-sandbox", "--json"]
      + (model.map { ["-m", $0] } ?? []) + (effort.map { ["-c", "model_reasoning_effort=\($0)"] } ?? []) + ["-"]
    return schema.map { SandboxedFile.arguments($0, for: own + ["--output-schema"]) } ?? own
  }

  package func newReader() -> any AgentEventReader { CodexEventReader() }
}

/// Reads Codex's JSON lines. A failing command or an `error` item is not a failing session: only `turn.failed` is. An
/// interrupted turn has no last event, and its session exits with status 0
/// (codex-rs/exec/src/event_processor_with_jsonl_output.rs).
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

  private var hasBegun = false
  private var isCompleted = false
  private var failure: String?
  /// The last `error` event that is no reconnect notice; `turn.failed` repeats it, in old releases nothing does.
  private var lastError: String?
  private var message = ""
  private var usage = AgentUsage()
  private var lastText: [String] = []
  private(set) var connectionNotice: String?

  var hasEnded: Bool { isCompleted || failure != nil }

  mutating func read(_ line: OutputLine) -> AgentActivity {
    guard line.text.first == "{", let event = try? JSONDecoder().decode(Event.self, from: Data(line.text.utf8)) else {
      lastText = (lastText + [line.text]).suffix(8)
      return AgentActivity(text: line.text, isProgress: false)
    }
    hasBegun = true
    connectionNotice = nil
    switch event.type {
    case "turn.started":
      reopen()
      return AgentActivity()
    case "turn.completed":
      isCompleted = true
      failure = nil
      // The whole session's so far.
      usage = .claimed(inputTokens: event.usage?.input_tokens, outputTokens: event.usage?.output_tokens)
      return AgentActivity()
    case "turn.failed":
      isCompleted = false
      failure = event.error?.message ?? lastError ?? "turn.failed without a message"
      return AgentActivity(text: failure, isProgress: false)
    case "error":
      // Reconnect notices come for ever while the network is down: they are no progress.
      connectionNotice = event.message.flatMap { $0.hasPrefix("Reconnecting") ? $0 : nil }
      if connectionNotice == nil { lastError = event.message }
      return AgentActivity(text: event.message, isProgress: false)
    case "item.started", "item.updated", "item.completed":
      if event.item?.type != "error" && event.item?.type != "todo_list" { reopen() }
      return readItem(event.item, isCompleted: event.type == "item.completed")
    default:
      return AgentActivity()
    }
  }

  func verdict(_ status: ExitStatus, now: Date) -> AgentVerdict {
    AgentVerdict(failure: failure(status, now: now), message: message, usage: usage)
  }

  /// The agent is at work again: what ended before was not the session.
  private mutating func reopen() {
    isCompleted = false
    failure = nil
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

  /// nil where the last event and the exit status agree that the agent has finished.
  private func failure(_ status: ExitStatus, now: Date) -> ExpectedFailure? {
    if let said = failure ?? (isCompleted ? nil : lastError) { return failed(said, status, now) }
    if isCompleted {
      return status == .success
        ? nil : .agentUnfinished(.codex, why: "it said that it has finished, and ended by \(status)")
    }
    let said = lastText.joined(separator: "\n")
    let why = said.isEmpty ? "codex ended by \(status)" : "\(said)\n(\(status))"
    if hasBegun { return .agentUnfinished(.codex, why: why) }
    if AgentExit.isMissingProgram(status, said: said) { return .agentMissing(.codex, why: why) }
    // Before its first event it speaks on standard error, some releases with a heading.
    let plain = lastText.map { line in
      ["Error: ", "ERROR: "].first(where: line.hasPrefix).map { String(line.dropFirst($0.count)) } ?? line
    }
    switch EndingFacts(texts: plain).meaning(for: .codex) {
    case .notLoggedIn, .accountRefused, .modelUnknown, .usageLimit:
      return failed(plain.joined(separator: "\n"), status, now, among: plain)
    case .overloaded, .forbidden, .refused, .tooLong, .formBroken, .unfinished, .failed, nil:
      return status == .success ? .agentUnfinished(.codex, why: why) : .agentFailed(.codex, why: why)
    }
  }

  private func failed(
    _ said: String, _ status: ExitStatus, _ now: Date, among lines: [String]? = nil
  ) -> ExpectedFailure {
    let body = CodexErrorBody(in: said)
    let facts = EndingFacts(texts: (lines ?? [said]) + (body?.texts ?? []), members: body?.members ?? [:])
    let meaning = facts.meaning(for: .codex) ?? .failed
    let isPlain = meaning == .failed || meaning == .unfinished
    return meaning.failure(
      of: .codex, until: LimitEnd.date(in: said, agent: .codex, now: now), why: isPlain ? "\(said)\n(\(status))" : said)
  }

  /// `/bin/bash -lc 'swift test'` → `swift test`.
  private static func plainCommand(_ command: String) -> String {
    guard let range = command.firstRange(of: "-lc ") else { return command }
    return String(command[range.upperBound...].trimming { $0 == "'" || $0 == "\"" })
  }
}

/// The vendor's raw error object, which Codex passes on for a bad request; there are two shapes.
private struct CodexErrorBody: Decodable {
  private struct Detail: Decodable {
    var code: String?
    var param: String?
    var message: String?
  }
  private var error: Detail?
  private var detail: String?

  /// nil where there is none in the text.
  init?(in text: String) {
    guard let start = text.firstIndex(of: "{"),
      let body = try? JSONDecoder().decode(CodexErrorBody.self, from: Data(text[start...].utf8))
    else { return nil }
    self = body
  }

  var texts: [String] { [error?.message, detail].compactMap { $0 } }

  var members: [String: String] {
    ["code": error?.code, "param": error?.param].compactMapValues { $0 }
  }
}

/// What an exit status alone can say.
enum AgentExit {
  /// Whether the program was not there to start: 126 or 127, or the container runtime's own words.
  static func isMissingProgram(_ status: ExitStatus, said: String) -> Bool {
    if status == .code(value: 127) || status == .code(value: 126) { return true }
    return said.contains("executable file not found in $PATH")
  }
}
