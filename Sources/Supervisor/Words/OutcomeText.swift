import KBAgents
import KBFailures
import KBProtocol
import KBText

/// What people read of an outcome. Titles and reasons come from outside and are made safe to print.
enum OutcomeText {
  static func style(_ outcome: FactoryRunOutcome) -> Style {
    switch outcome {
    case .delivered: .good
    case .notReady, .paused, .blocked, .unchanged: .waits
    case .failed: .bad
    case .skipped, .heldElsewhere, .stopped: .dim
    }
  }

  /// What happened, for the list of recent events: `waits for a person: #27 Choose the retention period`.
  static func sentence(_ outcome: FactoryRunOutcome) -> String {
    let text =
      switch outcome {
      case .delivered(let pullRequest, let conflicts): pullRequest + (conflicts.map { ", \($0)" } ?? "")
      case .notReady(let pullRequest, let reasons): "\(pullRequest) stays a draft" + first(of: reasons)
      case .paused(let issue, let title): "waits for a person: #\(issue) \(title)"
      case .blocked(let issue, let title, let blockers):
        "#\(issue) \(title) waits for \(blockers.joined(separator: ", "))"
      case .unchanged(let issue, let title, let failure):
        "\(failure.code) #\(issue) \(title): the agent changed nothing"
      case .skipped(let reason): reason
      case .heldElsewhere(let holder): "worked on by \(holder)"
      case .failed(let issue, let failure): "\(failure.code) \(prefix(issue, failure.what))\(failure.what)"
      case .stopped: "stopped; nothing is lost"
      }
    return SafeText.line(text)
  }

  /// `: red: swift test (and 2 more)`; empty where there are none.
  private static func first(of reasons: [String]) -> String {
    guard let first = reasons.first else { return "" }
    return ": \(first)" + (reasons.count > 1 ? " (and \(reasons.count - 1) more)" : "")
  }

  /// `#44: `, where the sentence does not name the issue itself.
  private static func prefix(_ issue: Int?, _ sentence: String) -> String {
    guard let issue, !sentence.split(whereSeparator: { " .,:".contains($0) }).contains("#\(issue)") else { return "" }
    return "#\(issue): "
  }

  /// The lines that tell most of why it failed: of a log's end its last one, of what a git server said its first three, or six
  /// where they name what is in a commit, else the first. Of a pull request that is not ready all but the first reason,
  /// which the sentence has, at most five. Empty where there are none.
  static func reasons(_ outcome: FactoryRunOutcome) -> [String] {
    switch outcome {
    case .failed(_, let failure), .unchanged(_, _, let failure):
      let lines = failure.why?.split(whereSeparator: \.isNewline) ?? []
      let isLog = failure.code == FailureCode.workerDied.rawValue
      let isContent = failure.code == FailureCode.pushContentRefused.rawValue
      let count = isContent ? 6 : failure.code.hasPrefix("KB-R") ? 3 : 1
      return (isLog ? lines.suffix(1) : lines.prefix(count)).map { SafeText.line(String($0)) }
    case .notReady(_, let reasons): return reasons.dropFirst().prefix(5).map { SafeText.line($0) }
    case .delivered, .paused, .blocked, .skipped, .heldElsewhere, .stopped: return []
    }
  }
}

/// Numbers as the tables show them.
enum CountText {
  /// `88`, `412k`, `4.1M`.
  static func tokens(_ usage: AgentUsage) -> String { short(usage.tokens) }

  static func short(_ count: Int) -> String { TokenAmount.short(count) }

  /// `the token budget of 5.0M is spent (5.2M used)`.
  static func budgetSpent(used: Int, budget: Int) -> String {
    "the token budget of \(short(budget)) is spent (\(short(used)) used)"
  }

  /// `$18.40`.
  static func dollars(_ amount: Double) -> String {
    let cents = Int(bounded: (amount * 100).rounded())
    let rest = cents % 100
    return "$\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// `1 PRD`, `3 PRDs`.
  static func of(_ count: Int, _ word: String) -> String { of(count, word, word + "s") }

  /// `1 sandbox`, `3 sandboxes`.
  static func of(_ count: Int, _ word: String, _ words: String) -> String { "\(count) \(count == 1 ? word : words)" }
}
