import KBDomain
import KBProtocol
import KBText

/// What a report says of a PRD's proof and of its sessions. Pure.
enum ProofWords {
  /// Each fact with its name, in the order of the report; those that are not known are left out.
  static func facts(_ entry: PRDReport) -> [(name: String, text: String)] {
    let facts = [
      ("criteria", criteria(entry)), ("checks", checks(entry)), ("sessions", sessions(entry)),
      ("ceiling", ceiling(entry)),
    ]
    return facts.compactMap { name, text in text.map { (name, $0) } }
  }

  /// `4 met, 1 unmet, 1 to check by hand`; nil where nobody has judged any.
  static func criteria(_ entry: PRDReport) -> String? {
    guard let criteria = entry.criteria else { return nil }
    let parts = [
      ("met", criteria.met), ("unmet", criteria.unmet), ("to check by hand", criteria.byHand),
    ].filter { $0.1 > 0 }
    return parts.isEmpty ? "none in the issues" : parts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
  }

  /// `base 1/2, tip 2/2, merged 2/2 green`; nil where none were run.
  static func checks(_ entry: PRDReport) -> String? {
    let all = [("base", entry.checks?.base), ("tip", entry.checks?.tip), ("merged", entry.checks?.merged)]
    let parts = all.compactMap { name, count in count.map { "\(name) \($0.green)/\($0.green + $0.red)" } }
    return parts.isEmpty ? nil : parts.joined(separator: ", ") + " green"
  }

  /// `4 for issues (1.6M tokens), 1 review (310k)`; nil where it is not known what they were for.
  static func sessions(_ entry: PRDReport) -> String? {
    guard let purposes = entry.purposes else { return nil }
    let parts = SessionPurpose.allCases.compactMap { purpose -> String? in
      guard let part = purposes[purpose] else { return nil }
      return "\(purpose.counted(part.sessions)) (\(CountText.tokens(part.usage)))"
    }
    return parts.joined(separator: ", ") + " tokens"
  }

  /// `9 of 19 sessions`, and tokens where there is a number for them: over all runs of the PRD.
  static func ceiling(_ entry: PRDReport) -> String? {
    guard let ceiling = entry.ceiling else { return nil }
    let tokens = ceiling.ofTokens.map { ", \(CountText.short(ceiling.tokens)) of \(CountText.short($0)) tokens" } ?? ""
    return "\(ceiling.sessions) of \(ceiling.of) sessions\(tokens) in all its runs"
  }

  /// What was proven of a pull request that waits for its merge, in a few words: `4/5 criteria, checks 2/2`; nil where
  /// nothing is known.
  static func short(_ entry: PRDReport) -> String? {
    let criteria = entry.criteria.map { "\($0.met)/\($0.met + $0.unmet + $0.byHand) criteria" }
    let count = entry.checks?.merged ?? entry.checks?.tip
    let checks = count.map { "checks \($0.green)/\($0.green + $0.red)" }
    let parts = [criteria, checks].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
