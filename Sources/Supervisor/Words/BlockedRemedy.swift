import KBDomain

/// What a person does for an issue that waits for others. Pure.
enum BlockedRemedy {
  /// `finish #30, which #31 "Validate" waits for`. What can't be finished is looked after, or taken out of the issue.
  static func text(_ issue: Int, _ title: String, _ blockers: [String]) -> String {
    func list(_ way: Obstacle.Way) -> String? {
      let names = blockers.filter { Obstacle.way(outOf: $0) == way }
      return names.isEmpty ? nil : names.joined(separator: ", ")
    }
    let section = "`## Blocked by` in #\(issue)"
    let parts = [
      list(.approve).map { _ in
        "let an owner read #\(issue) \"\(title)\", take its label ready-for-agent off and put it on again"
      },
      list(.finish).map { "finish \($0), which #\(issue) \"\(title)\" waits for" },
      list(.merge).map { "merge \($0.replacing(Obstacle.mergeMark, with: "")), or take it out of \(section)" },
      list(.look).map { "see to \($0), or take it out of \(section)" },
      list(.takeOut).map { "take \($0) out of \(section) when it can do without" },
    ]
    return parts.compactMap { $0 }.joined(separator: "; ")
  }
}
