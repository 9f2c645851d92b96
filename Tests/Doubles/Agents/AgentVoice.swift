import Foundation
import KBAgents
import TestSupport

/// How one agent program sounds: the lines that it prints for what it does, and the status it ends with.
protocol AgentVoice {
  var name: String { get }
  /// Tokens that the session has used; the closing event states them.
  var usage: AgentUsage { get set }

  /// The JSON Schema that the last message is to keep to; nil where that is prose.
  var schema: JSONTree? { get }

  /// The opening events.
  mutating func begin()
  /// A message of the agent.
  mutating func message(_ text: String)
  /// A shell command begins; `commandEnded` follows.
  mutating func commandStarted(_ command: String)
  mutating func commandEnded(_ command: String, output: String, status: Int32)
  /// A file was written or deleted by the agent's own tool.
  mutating func fileChanged(_ path: String, kind: FileChange)
  /// A sign of life while the agent waits.
  mutating func tick()
  /// What the program prints again and again while the network is away.
  mutating func reconnecting()
  /// The closing events. Returns the exit status.
  mutating func end(_ ending: AgentEnding) -> Int32
  /// The answer by schema, whether it keeps to that or not, and the closing events. Returns the exit status.
  mutating func answer(_ answer: JSONTree) -> Int32
  /// The first SIGINT: what is printed, and the exit status.
  mutating func interrupted() -> Int32
  /// What SIGTERM does; a command that runs then is killed or stays alive.
  var termination: AgentTermination { get }
}

struct AgentUsage {
  var input = 16_110
  var output = 18
}

enum FileChange: String {
  case add, update, delete
}

/// How a session ends.
enum AgentEnding {
  case completed
  /// Claude Code to 2.1.83: the answer stands in the stream, `result` is empty (anthropics/claude-code#38706, #8126).
  case completedWithoutResult
  /// Claude Code 2.1.267 and newer: its task in the background was stopped, and it says success
  /// (anthropics/claude-code#94392).
  case taskStopped
  /// Nil where the provider names no time.
  case usageLimit(reset: Date?)
  /// As old releases word it: Codex 0.39 a span (openai/codex#3899), Claude Code 1.0.24 seconds since 1970
  /// (anthropics/claude-code#2087).
  case oldUsageLimit(reset: Date)
  case overloaded
  case rateLimited
  case unauthenticated
  /// There is no key at all.
  case missingKey
  /// A login that was good once (openai/codex#6498; a text of Claude Code 2.1.332).
  case loginExpired
  case accountRefused
  case unknownModel
  case refused
  case failed(text: String)
  /// Claude Code 2.1.332: no answer kept to the schema, five times.
  case schemaMissed
}

/// What SIGTERM does to an agent program.
enum AgentTermination {
  /// Dies by the signal; its running command is left alive.
  case bySignal
  /// Kills its running command and exits with 143.
  case exits
}
