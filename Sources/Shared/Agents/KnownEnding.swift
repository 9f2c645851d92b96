#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
package import KBDomain
import KBFailures
import KBSandboxes

/// One row of the table of the ways in which sessions end without success, as the programs word them, old and new.
/// docs/agent-endings.md shows it.
package struct KnownEnding: Equatable, Sendable {
  /// How it is recognised.
  package enum Sign: Equatable, Sendable {
    /// What the program itself said last begins with the first word group and holds the others after it; an empty first
    /// one is found anywhere.
    case says([String])
    /// A member of its last events has this value; an `x` at the end stands for any digits.
    case member(String, String)
  }

  /// What it means for the run.
  package enum Meaning: String, CaseIterable, Sendable {
    case usageLimit = "usage limit"
    case overloaded
    case notLoggedIn = "not logged in"
    case accountRefused = "account refused"
    case forbidden
    case modelUnknown = "model unknown"
    case refused
    case tooLong = "too long"
    /// It could not put its answer into the form that was asked for.
    case formBroken = "form broken"
    /// The session was cut off, or cut itself off: another one can go on.
    case unfinished
    /// The agent gave up, and another session would as well.
    case failed
  }

  package let agent: AgentName
  package let sign: Sign
  package let meaning: Meaning
  /// Where the vendor or a reporter says so: a file of the program's source, an issue, or what a release did when it was
  /// run against a scripted model.
  package let source: String

  init(_ agent: AgentName, _ sign: Sign, _ meaning: Meaning, _ source: String) {
    self.agent = agent
    self.sign = sign
    self.meaning = meaning
    self.source = source
  }

  /// All rows. The first that fits counts.
  package static let all = codex + claude
}

/// What a session's last events say, without their shapes.
struct EndingFacts {
  /// What the program itself said last; never what the model or a command said.
  var texts: [String]
  var members: [String: String] = [:]

  /// What the first row that fits means; nil where none does.
  func meaning(for agent: AgentName) -> KnownEnding.Meaning? {
    KnownEnding.all.first { $0.agent == agent && fits($0.sign) }?.meaning
  }

  private func fits(_ sign: KnownEnding.Sign) -> Bool {
    switch sign {
    case .says(let parts): texts.contains { Self.plain($0).says(parts) }
    case .member(let name, let value):
      members[name].map { value.hasSuffix("x") ? $0.hasPrefix(value.prefix { $0 != "x" }) : $0 == value } ?? false
    }
  }

  /// Both programs write typographic apostrophes, Claude Code in some releases.
  private static func plain(_ text: String) -> String {
    text.split(separator: "\u{2019}", omittingEmptySubsequences: false).joined(separator: "'")
  }
}

extension KnownEnding.Meaning {
  /// The failure. `why` is what was said, `until` when a usage limit is over; nil where nobody says.
  func failure(of agent: AgentName, until: Date?, why: String) -> ExpectedFailure {
    switch self {
    case .usageLimit: .agentUsageLimit(agent, until: until, why: why)
    case .overloaded: .agentOverloaded(agent, why: why)
    case .notLoggedIn: .agentNotAuthenticated(agent, why: why)
    case .accountRefused: .agentAccountRefused(agent, why: why)
    case .forbidden: .agentForbidden(agent, why: why)
    case .modelUnknown: .agentModelUnknown(agent, why: why)
    case .refused: .agentRefused(agent, why: why)
    case .tooLong: .agentPromptTooLong(agent, why: why)
    case .formBroken: .answerFormBroken(agent, why: why)
    case .unfinished: .agentUnfinished(agent, why: why)
    case .failed: .agentFailed(agent, why: why)
    }
  }
}

extension String {
  fileprivate func says(_ parts: [String]) -> Bool {
    guard let first = parts.first, hasPrefix(first) else { return false }
    var rest = self[...].dropFirst(first.count)
    for part in parts.dropFirst() {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
