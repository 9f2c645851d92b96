import Foundation
import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import TestSupport
import Testing

@Suite(
  "The real codex and claude against a scripted model: the doubles must end alike, and krutrimbox must read both alike",
  .enabled(if: !RealAgent.available.isEmpty, RealAgent.advice))
struct RealAgentTests {
  @Test(
    "the double ends as the real one, and krutrimbox reads both alike", arguments: RealAgent.available,
    AgentSituation.allCases)
  func doubleEnds(
    agent: AgentName, situation: AgentSituation
  ) async throws {
    let bench = try AgentBench()
    let start = Date()
    let real = try await bench.real(agent, situation)
    let double = await bench.double(agent, situation)
    let end = Date()
    #expect(double.status == real.status)
    let differences = EventShape.differences(of: double.lastEvent, from: real.lastEvent)
    #expect(differences.isEmpty, "the real one ended with \(real.lines.last ?? "nothing")")
    for key in ["type", "subtype", "is_error", "api_error_status", "api_error", "terminal_reason", "stop_reason"] {
      #expect(double.lastEvent.member(key) == real.lastEvent.member(key), "\(key)")
    }
    for verdict in [real.verdict, double.verdict] {
      #expect(verdict.failure?.code == situation.code(agent), "\(verdict.failure?.why ?? "no failure")")
    }
    if let seconds = situation.limitSeconds {
      for verdict in [real.verdict, double.verdict] {
        let until = try #require(verdict.failure?.until)
        // Codex states the minute only, Claude Code the second.
        let rounding: Double = agent == .codex ? 60 : 1
        let limits = start.addingTimeInterval(seconds - rounding)...end.addingTimeInterval(seconds + rounding)
        #expect(limits.contains(until))
      }
    }
    if situation == .success {
      #expect(FileManager.default.fileExists(atPath: bench.workspace + "/model.txt"))
      #expect(real.verdict.message == double.verdict.message)
      #expect(real.verdict.usage.inputTokens > 0 && double.verdict.usage.inputTokens > 0)
    }
  }
}

/// Compares events by their members and the kinds of their values.
enum EventShape {
  /// What the double's event has and the real one's lacks, as paths.
  static func differences(of double: JSONTree, from real: JSONTree, at path: String = "") -> [String] {
    double.members.flatMap { member -> [String] in
      let place = path + "/" + member.key
      guard let counterpart = real.member(member.key) else { return [place] }
      if kind(member.value) != kind(counterpart) { return ["\(place): \(member.value) instead of \(counterpart)"] }
      return differences(of: member.value, from: counterpart, at: place)
    }
  }

  /// Whole and broken numbers are one kind.
  private static func kind(_ value: JSONTree) -> Int {
    switch value {
    case .null: 0
    case .bool: 1
    case .int, .double: 2
    case .string: 3
    case .array: 4
    case .object: 5
    }
  }
}
