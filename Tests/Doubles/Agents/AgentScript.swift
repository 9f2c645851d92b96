import Foundation
import KBText

/// What one prompt asks a scripted agent to do.
struct AgentScript {
  /// Whether the prompt is headed "Final review".
  let isFinalReview: Bool
  /// The text after `double:` of each line that counts, in order.
  let lines: [String]
  /// The heading of the current issue, or else the script: sessions with the same key share their `once` counters.
  let issueKey: String

  init(prompt: String) {
    let all = prompt.components(separatedBy: .newlines).map(AgentScript.bare)
    isFinalReview = AgentScript.isHeadedFinalReview(all)
    let heading = all.lastIndex { AgentScript.title(of: $0)?.hasPrefix("current issue") == true }
    let scripted =
      if let heading {
        all[heading...].compactMap(AgentScript.instruction)
      } else {
        AgentScript.lastBlock(of: all)
      }
    lines = scripted
    issueKey = SHA256.hex(of: (heading.map { all[$0] } ?? "") + scripted.joined(separator: "\n"))
  }

  /// The verbs in order; a line that is no verb is an error of the test, and told.
  func verbs() throws(ScriptMistake) -> [ScriptVerb] {
    var verbs: [ScriptVerb] = []
    for line in lines {
      guard let verb = ScriptVerb(line) else { throw ScriptMistake(line: line) }
      switch verb {
      case .review(let inner): if isFinalReview { verbs.append(inner) }
      default: if !isFinalReview { verbs.append(verb) }
      }
    }
    return verbs
  }

  /// The line without what quoting puts before it: blanks, `>` and `|`.
  private static func bare(_ line: String) -> String {
    String(line.drop { " \t>|".contains($0) })
  }

  private static func instruction(_ line: String) -> String? {
    guard line.hasPrefix("double:") else { return nil }
    return line.dropFirst("double:".count).trimmingCharacters(in: .whitespaces)
  }

  private static func lastBlock(of lines: [String]) -> [String] {
    guard let last = lines.lastIndex(where: { instruction($0) != nil }) else { return [] }
    var first = last
    while first > 0, instruction(lines[first - 1]) != nil { first -= 1 }
    return lines[first...last].compactMap(instruction)
  }

  /// The text of a Markdown heading in lower case.
  private static func title(of line: String) -> String? {
    guard line.hasPrefix("#") else { return nil }
    return line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
  }

  /// The first line that has text, or the first heading, starts with "Final review".
  private static func isHeadedFinalReview(_ lines: [String]) -> Bool {
    let opening = lines.first { !$0.isEmpty }
    let heading = lines.first { title(of: $0) != nil }
    return [opening, heading].compactMap { $0 }.contains { line in
      (title(of: line) ?? line.lowercased()).hasPrefix("final review")
    }
  }
}

/// A `double:` line that no agent double understands.
struct ScriptMistake: Error {
  let line: String
}
