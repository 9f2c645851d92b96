#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBDomain
package import KBFailures
import KBText

/// A reason, with an end time, why no new agent session may start.
package struct Brake: Equatable, Codable, Sendable {
  /// Seconds that an agent's word holds at most: then a session tries again, whatever end it told.
  package static let longestWord = 6.0 * 3600

  package var reason: BrakeReason
  /// The Agent Backend it holds back; nil holds back all.
  package var agent: AgentName?
  package var until: Date
  /// What the other side said, for people.
  package var why: String

  package init(_ reason: BrakeReason, agent: AgentName? = nil, until: Date, why: String) {
    self.reason = reason
    self.agent = agent
    self.until = until
    self.why = why
  }

  /// What holds back, while it lasts and of one that is over.
  private var words: (now: String, past: String) {
    switch reason {
    case .usageLimit: ("\(agent?.rawValue ?? "agent") usage limit", "\(agent?.rawValue ?? "agent") usage limit")
    case .forgeLimit: ("GitHub rate limit", "GitHub rate limit")
    case .forgeUnavailable: ("GitHub does not answer, next try", "GitHub did not answer")
    case .disk: ("disk is low, next look", "disk low")
    case .sandbox: ("sandboxes fail, next try", "sandboxes failed")
    case .crashes: ("workers crash in the same way, next try", "workers crashed in the same way")
    case .operator: ("the operator's brake", "the operator's brake")
    case .slot: ("another PRD has its slot, until one is free", "another PRD had the slot")
    }
  }

  /// `codex usage limit until 01:16`, with the date where that is not soon.
  package func text(at now: Date) -> String {
    if reason == .slot { return words.now }
    let link = [.usageLimit, .forgeLimit, .operator].contains(reason) ? "until" : "at"
    return "\(words.now) \(link) \(TimeText.moment(until, seenFrom: now))"
  }

  /// `GitHub did not answer until 01:16`: of a brake that a report tells of, with its end as the report writes times.
  package func pastText(until end: String) -> String { "\(words.past) until \(end)" }
}

/// All brakes that are on. Pure.
package struct BrakeSet: Equatable, Sendable {
  package private(set) var all: [Brake] = []

  package init(_ all: [Brake] = []) {
    self.all = all
  }

  /// Puts a brake on. The same reason for the same agent is one brake, and the later end counts.
  package mutating func add(_ brake: Brake) {
    if let index = all.firstIndex(where: { $0.reason == brake.reason && $0.agent == brake.agent }) {
      if brake.until > all[index].until { all[index] = brake }
    } else {
      all.append(brake)
    }
  }

  /// The forge's limit that lasts longest; nil while none is on.
  package func forgeLimit(at now: Date) -> Brake? {
    all.filter { $0.reason == .forgeLimit && $0.until > now }.max { $0.until < $1.until }
  }

  /// Takes a brake off before its end.
  package mutating func remove(_ brake: Brake) {
    all.removeAll { $0.reason == brake.reason && $0.agent == brake.agent }
  }

  /// Whether one of the same reason for the same agent is here, be it over or not.
  package func hasSame(as brake: Brake) -> Bool {
    all.contains { $0.reason == brake.reason && $0.agent == brake.agent }
  }

  /// What is to be taken off and put on at a moment: brakes that have been over for `linger` seconds, and those that stand
  /// in files, whose end may have changed either way: the operator's and usage limits. nil or over is none. A usage limit
  /// that only lasts longer stays on.
  package func changes(
    at now: Date, operatorsBrake: Brake?, usageLimits: [Brake] = [], linger: Double = 0
  ) -> (off: [Brake], on: [Brake]) {
    let wanted = ([operatorsBrake].compactMap { $0 } + usageLimits).filter { $0.until > now }
    let off = all.filter { brake in
      switch brake.reason {
      case .operator: !wanted.contains(brake)
      case .usageLimit:
        !wanted.contains { $0.reason == brake.reason && $0.agent == brake.agent && $0.until >= brake.until }
      case .forgeLimit, .forgeUnavailable, .disk, .sandbox, .crashes, .slot:
        brake.until.addingTimeInterval(linger) <= now
      }
    }
    let on = wanted.filter { new in
      !all.contains { $0.reason == new.reason && $0.agent == new.agent && $0.until == new.until }
    }
    return (off, on)
  }

  /// The same without usage limits, the last of them met at `moment`, of which `others` has heard since: whoever has the
  /// files says whether they still hold. A brake that was over by then is about an earlier limit and says nothing of them.
  package func leavingUsageLimits(to others: BrakeSet, metAt moment: Date) -> BrakeSet {
    BrakeSet(
      all.filter { own in
        own.reason != .usageLimit
          || !others.all.contains { $0.reason == own.reason && $0.agent == own.agent && $0.until > moment }
      })
  }

  /// The brake that holds back a new session of an agent longest; nil when it may start.
  package func blocking(_ agent: AgentName, at now: Date) -> Brake? {
    all.filter { $0.until > now && ($0.agent == nil || $0.agent == agent) }.max { $0.until < $1.until }
  }
}
