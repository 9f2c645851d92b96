/// What the final review came to for one commit, after krutrimbox has looked for its evidence. Texts are masked and bounded.
package struct Judgement: Equatable, Codable, Sendable {
  /// The commit that was judged.
  package var head: String
  /// One for each criterion of the PRD, in its order.
  package var criteria: [JudgedCriterion]
  package var findings: [ReviewFinding]
  /// What the reviewer says of the whole, as Markdown.
  package var summary: String
  /// Whether no answer of the reviewer kept to the form: `summary` is then what it said last, and nothing is judged. nil
  /// is no.
  package var isUnread: Bool?

  package init(
    head: String, criteria: [JudgedCriterion], findings: [ReviewFinding], summary: String, isUnread: Bool? = nil
  ) {
    self.head = head
    self.criteria = criteria
    self.findings = findings
    self.summary = summary
    self.isUnread = isUnread
  }

  package var unmet: [JudgedCriterion] { criteria.filter { $0.verdict == .unmet } }

  /// Findings whose command krutrimbox has seen fail.
  package var proven: [ReviewFinding] { findings.filter { $0.isProven == true } }

  /// Whether it is about this commit and these very criteria.
  package func answers(_ criteria: [AcceptanceCriterion], at commit: String) -> Bool {
    isUnread != true && head == commit && self.criteria.map(\.criterion) == criteria
  }

  /// Why the pull request can't be ready: sentences without their full stop, empty where nothing is in the way.
  package var reasons: [String] {
    if isUnread == true {
      return ["the final review gave no answer in the form that was asked for, twice, so that nothing is judged"]
    }
    return unmet.map { "\($0.criterion.id) is unmet: \($0.criterion.text) (\($0.why))" }
      + proven.map { "`\($0.repro)` fails: \($0.why)" }
  }
}

/// What a reviewer says of one criterion.
package enum CriterionVerdict: String, Codable, Sendable {
  case met, unmet
  case cannotTell = "cannot_tell"

  /// Any other word says nothing.
  package init(word: String) { self = Self(rawValue: word) ?? .cannotTell }
}

/// A criterion with its verdict.
package struct JudgedCriterion: Equatable, Codable, Sendable {
  package var criterion: AcceptanceCriterion
  package var verdict: CriterionVerdict
  /// Of one that is met where the quote stands: path from the repository's top folder, and line, from 1. Else empty and 0.
  package var path: String
  package var line: Int
  /// What the reviewer has quoted; empty where nothing stands for it.
  package var quote: String
  /// What is missing, or why nobody can tell; may be empty for one that is met.
  package var why: String

  package init(
    _ criterion: AcceptanceCriterion, _ verdict: CriterionVerdict, path: String = "", line: Int = 0, quote: String = "",
    why: String = ""
  ) {
    self.criterion = criterion
    self.verdict = verdict
    self.path = path
    self.line = line
    self.quote = quote
    self.why = why
  }
}

/// Something that a reviewer has found besides.
package struct ReviewFinding: Equatable, Codable, Sendable {
  package enum Severity: String, CaseIterable, Codable, Sendable {
    case blocker, major, minor

    /// Any other word counts least.
    package init(word: String) { self = Self(rawValue: word) ?? .minor }
  }

  package var severity: Severity
  /// Where the quote stands; empty and 0 where it stands nowhere.
  package var path: String
  package var line: Int
  package var why: String
  /// A command that fails because of it; empty where there is none.
  package var repro: String
  /// Whether krutrimbox has seen it fail; nil where it was not run, or not to an end.
  package var isProven: Bool?
  /// The end of what it printed, or why it was not run to an end.
  package var output: String?

  package init(
    _ severity: Severity, path: String = "", line: Int = 0, why: String, repro: String = "", isProven: Bool? = nil,
    output: String? = nil
  ) {
    self.severity = severity
    self.path = path
    self.line = line
    self.why = why
    self.repro = repro
    self.isProven = isProven
    self.output = output
  }
}
