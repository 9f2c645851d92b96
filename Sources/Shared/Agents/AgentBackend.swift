#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBDomain
package import KBFailures
package import KBSystem
import KBText

/// An agent as plain data: how to start one fresh session, and how to read what it prints.
package protocol AgentBackend: Sendable {
  var name: AgentName { get }

  /// What is run inside the sandbox; the prompt comes on standard input. `schema` is the JSON Schema that the last message
  /// keeps to; nil where it is prose.
  func arguments(model: String?, effort: String?, schema: String?) -> [String]

  /// A reader for one session's output.
  func newReader() -> any AgentEventReader
}

/// Reads the lines of one agent session.
package protocol AgentEventReader {
  /// One line of the session's output; what it means for people and for the limits.
  mutating func read(_ line: OutputLine) -> AgentActivity

  /// Whether the agent itself has said that its session is over. Without that it may be at work when its client is gone.
  var hasEnded: Bool { get }

  /// What it said last of a connection that it waits for; nil where it is at work.
  var connectionNotice: String? { get }

  /// What the session came to. Judged by structured events and the exit status, never by prose.
  func verdict(_ status: ExitStatus, now: Date) -> AgentVerdict
}

/// What one line of a session says.
package struct AgentActivity: Equatable, Sendable {
  /// A short text for the live view and the run log, such as `swift test`; nil where there is nothing to show.
  package var text: String?
  /// Whether it is evidence of work (a command, an edit, a message), not mere chatter such as a reconnect notice.
  package var isProgress: Bool

  package init(text: String? = nil, isProgress: Bool = true) {
    self.text = text
    self.isProgress = isProgress
  }
}

/// Tokens and money of a session.
package struct AgentUsage: Equatable, Codable, Sendable {
  /// All input tokens, cached ones included.
  package var inputTokens: Int
  package var outputTokens: Int
  /// In US dollars; nil where the agent does not say.
  package var costUSD: Double?

  package init(inputTokens: Int = 0, outputTokens: Int = 0, costUSD: Double? = nil) {
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.costUSD = costUSD
  }

  /// The most tokens of a kind that are believed of one session, and the most US dollars: a session of a day that sends a
  /// million tokens each ten seconds has fewer.
  private static let most = (tokens: 10_000_000_000, dollars: 100_000.0)

  /// What a session said of itself. A number that can't be true counts as none: it comes from inside the sandbox, and must
  /// not spend the budget of the others.
  package static func claimed(inputTokens: Int?, outputTokens: Int?, costUSD: Double? = nil) -> AgentUsage {
    func believed(_ tokens: Int?) -> Int { tokens.flatMap { (0...most.tokens).contains($0) ? $0 : nil } ?? 0 }
    return AgentUsage(
      inputTokens: believed(inputTokens), outputTokens: believed(outputTokens),
      costUSD: costUSD.flatMap { (0...most.dollars).contains($0) ? $0 : nil })
  }

  /// Input and output together.
  package var tokens: Int { inputTokens.addingBounded(outputTokens) }

  package static func + (left: AgentUsage, right: AgentUsage) -> AgentUsage {
    let costs = [left.costUSD, right.costUSD].compactMap { $0 }
    return AgentUsage(
      inputTokens: left.inputTokens.addingBounded(right.inputTokens),
      outputTokens: left.outputTokens.addingBounded(right.outputTokens),
      costUSD: costs.isEmpty ? nil : costs.reduce(0, +))
  }
}

/// How a session came out.
package struct AgentVerdict: Equatable, Sendable {
  /// nil when the session ended well.
  package var failure: ExpectedFailure?
  /// The agent's last message, or its answer by schema; empty where there was none.
  package var message: String
  package var usage: AgentUsage

  package init(failure: ExpectedFailure?, message: String, usage: AgentUsage) {
    self.failure = failure
    self.message = message
    self.usage = usage
  }
}

/// Every Agent Backend: the one place to add another.
package enum AgentCatalogue {
  package static let all: [any AgentBackend] = [CodexAgent(), ClaudeAgent()]

  package static func named(_ name: AgentName) -> any AgentBackend {
    switch name {
    case .codex: CodexAgent()
    case .claude: ClaudeAgent()
    }
  }
}
