#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBSystem
import KBText

/// Reads Claude's JSON lines. `subtype` says "success" even for API errors, an interrupted session exits with status 0,
/// and a `result` event may come before the last turn: while tasks run in the background, the end of one wakes the agent
/// again (Claude Code 2.1.198 and newer).
struct ClaudeEventReader: AgentEventReader {
  private var result: ClaudeEvent?
  /// Its `structured_output`, as JSON.
  private var answer: String?
  /// Whether the agent was at work after the last result.
  private var isOpen = false
  private var hasBegun = false
  /// Tasks in the background that have not ended.
  private var running: Set<String> = []
  /// Tasks that somebody else than the agent has stopped, and of which it knows nothing.
  private var stopped: Set<String> = []
  private var stoppedByAgent: Set<String> = []
  /// From the last `rate_limit_event`, where that was a rejection.
  private var rejection: ClaudeEvent.RateLimit?
  private var assistantError: String?
  /// What the agent said last in words, and the message that it belongs to.
  private var said = (message: "", text: "")
  private var lastText: [String] = []
  private(set) var connectionNotice: String?

  var hasEnded: Bool { result != nil && !isOpen && running.isEmpty }

  mutating func read(_ line: OutputLine) -> AgentActivity {
    guard line.text.first == "{", let event = try? JSONDecoder().decode(ClaudeEvent.self, from: Data(line.text.utf8))
    else {
      lastText = (lastText + [line.text]).suffix(8)
      return AgentActivity(text: line.text, isProgress: false)
    }
    hasBegun = true
    if event.type != "rate_limit_event" { connectionNotice = nil }
    switch event.type {
    case "result": return readResult(event, answer: JSONMember.text(of: "structured_output", in: line.text))
    case "assistant": return readMessage(event)
    case "user":
      isOpen = true
      return AgentActivity()
    case "rate_limit_event":
      rejection = event.rate_limit_info.flatMap { $0.status == "rejected" ? $0 : nil }
      return AgentActivity(isProgress: false)
    case "system": return readSystem(event)
    default: return AgentActivity()
    }
  }

  private mutating func readResult(_ event: ClaudeEvent, answer: String?) -> AgentActivity {
    // 2.1.6 and older fail at the end of a background task that comes after the last turn (anthropics/claude-code#16768).
    let isSpurious = event.subtype == "error_during_execution" && event.num_turns == 0 && !isOpen
    if !(isSpurious && result?.is_error == false) { (result, self.answer) = (event, answer) }
    isOpen = false
    let denied = Set((event.permission_denials ?? []).compactMap(\.tool_name)).sorted()
    let note = denied.isEmpty ? nil : "(not permitted: \(denied.joined(separator: ", ")))"
    let text = [event.result ?? event.errors?.joined(separator: "\n"), note].compactMap { $0 }.joined(separator: " ")
    return AgentActivity(text: text.isEmpty ? nil : text, isProgress: event.is_error == false)
  }

  private mutating func readMessage(_ event: ClaudeEvent) -> AgentActivity {
    isOpen = true
    if let message = event.message {
      stoppedByAgent.formUnion(message.stops)
      // Whoever uses a tool has read that a task was stopped, and goes on.
      if message.usesTools { stopped = [] }
      if event.parent_tool_use_id == nil, event.error == nil, !message.text.isEmpty {
        let isSame = message.id != nil && message.id == said.message && !said.text.isEmpty
        said = (message.id ?? "", isSame ? said.text + "\n" + message.text : message.text)
      }
    }
    assistantError = event.error
    return AgentActivity(text: event.message?.summary, isProgress: event.error == nil)
  }

  private mutating func readSystem(_ event: ClaudeEvent) -> AgentActivity {
    switch event.subtype {
    case "api_retry":
      connectionNotice = "waiting for the API"
      return AgentActivity(text: connectionNotice, isProgress: false)
    case "init": if result != nil { isOpen = true }
    case "background_tasks_changed": running = Set((event.tasks ?? []).compactMap(\.task_id))
    case "task_notification":
      guard let task = event.task_id else { break }
      running.remove(task)
      if ["stopped", "killed"].contains(event.status), !stoppedByAgent.contains(task) { stopped.insert(task) }
    default: break
    }
    return AgentActivity()
  }

  func verdict(_ status: ExitStatus, now: Date) -> AgentVerdict {
    let models = result?.modelUsage?.values.map { $0 } ?? []
    let usage = AgentUsage.claimed(
      inputTokens: models.isEmpty ? result?.usage?.allInput : models.reduce(0) { $0.addingBounded($1.allInput) },
      outputTokens: models.isEmpty
        ? result?.usage?.output_tokens : models.reduce(0) { $0.addingBounded($1.outputTokens ?? 0) },
      costUSD: result?.total_cost_usd)
    let words = answer ?? result?.result.flatMap { $0.isEmpty ? nil : $0 } ?? said.text
    return AgentVerdict(failure: failure(status, now: now), message: words, usage: usage)
  }

  /// nil where the last event, what it says and the exit status agree that the agent has finished.
  private func failure(_ status: ExitStatus, now: Date) -> ExpectedFailure? {
    guard let result, !isOpen else { return unended(status) }
    guard result.is_error == false, result.subtype ?? "success" == "success" else { return failed(result, status, now) }
    let facts = EndingFacts(
      texts: [],
      members: Self.members([("terminal_reason", result.terminal_reason), ("stop_reason", result.stop_reason)]))
    if let meaning = facts.meaning(for: .claude) {
      return meaning.failure(of: .claude, until: nil, why: result.result ?? "claude ended by \(status)")
    }
    if status != .success {
      return .agentUnfinished(.claude, why: "it said that it has finished, and ended by \(status)")
    }
    let lost = stopped.union(running)
    guard lost.isEmpty else {
      return .agentUnfinished(
        .claude,
        why: "it ended while \(lost.count == 1 ? "a task" : "\(lost.count) tasks") of its own ran in the background")
    }
    return nil
  }

  private func failed(_ result: ClaudeEvent, _ status: ExitStatus, _ now: Date) -> ExpectedFailure {
    let said = result.result ?? result.errors?.joined(separator: "\n") ?? ""
    let why = said.isEmpty ? "claude ended by \(status)" : said
    // A limit that was passed by, such as with paid overage, does not explain another failure.
    let isLimit = rejection != nil && (result.api_error_status == 429 || assistantError == "rate_limit")
    let facts = EndingFacts(
      texts: [said],
      members: Self.members([
        ("rate_limit_event", isLimit ? "rejected" : nil), ("error", assistantError), ("api_error", result.api_error),
        ("api_error_status", result.api_error_status.map(String.init)), ("terminal_reason", result.terminal_reason),
        ("stop_reason", result.stop_reason), ("subtype", result.subtype),
        ("startup_failure_reason", result.startup_failure_reason),
      ]))
    let until = rejection?.reset ?? LimitEnd.date(in: said, agent: .claude, now: now)
    let meaning = facts.meaning(for: .claude) ?? .failed
    let isPlain = meaning == .failed || meaning == .unfinished
    return meaning.failure(of: .claude, until: until, why: isPlain && !said.isEmpty ? "\(said)\n(\(status))" : why)
  }

  /// The program went away without its last event, or after another turn had begun.
  private func unended(_ status: ExitStatus) -> ExpectedFailure {
    let said = lastText.joined(separator: "\n")
    let why = said.isEmpty ? "claude ended by \(status)" : "\(said)\n(\(status))"
    if hasBegun { return .agentUnfinished(.claude, why: why) }
    if AgentExit.isMissingProgram(status, said: said) { return .agentMissing(.claude, why: why) }
    if lastText.contains(where: { $0.hasPrefix("--dangerously-skip-permissions cannot be used with root") }) {
      return .agentRefusesRoot(.claude, why: why)
    }
    return status == .success ? .agentUnfinished(.claude, why: why) : .agentFailed(.claude, why: why)
  }

  private static func members(_ pairs: [(String, String?)]) -> [String: String] {
    var members: [String: String] = [:]
    for (name, value) in pairs { members[name] = value }
    return members
  }
}
