import Foundation
import TestSupport

/// The answer by schema that a script makes up, line by line.
struct ScriptedReview {
  var summary = "The change does what the PRD asks for."
  private var criteria: [JSONTree] = []
  private var findings: [JSONTree] = []

  /// `VERDICT ID PATH LINE QUOTE` of one that is met, `VERDICT ID WHY` of any other.
  mutating func judge(_ verdict: String, _ text: String) {
    let words = text.split(separator: " ", maxSplits: verdict == "met" ? 3 : 1).map(String.init)
    let isPlaced = verdict == "met" && words.count == 4
    criteria.append([
      "id": .string(words.first ?? ""), "verdict": .string(verdict), "path": .string(isPlaced ? words[1] : ""),
      "line": .int(isPlaced ? Int(words[2]) ?? 0 : 0), "quote": .string(isPlaced ? words[3] : ""),
      "why": .string(!isPlaced && words.count > 1 ? words[1] : ""),
    ])
  }

  /// `SEVERITY PATH LINE WHY`, and behind a ` | ` the command that fails.
  mutating func find(_ text: String) {
    let halves = text.components(separatedBy: " | ")
    let words = halves[0].split(separator: " ", maxSplits: 3).map(String.init)
    guard words.count == 4 else { return }
    findings.append([
      "severity": .string(words[0]), "path": .string(words[1]), "line": .int(Int(words[2]) ?? 0), "quote": "",
      "why": .string(words[3]), "repro": .string(halves.dropFirst().joined(separator: " | ")),
    ])
  }

  var answer: JSONTree {
    ["summary": .string(summary), "criteria": .array(criteria), "findings": .array(findings)]
  }
}
