package import KBDomain
import KBText

extension ReviewAnswer {
  /// Findings that are kept, the most serious first.
  private static let mostFindings = 50
  /// Characters of one text.
  private static let longest = 500

  /// What the answer comes to for these criteria. Ids that are unknown count nothing, a criterion that has no entry can't be
  /// told, and of two entries the worse one counts. `clean` masks secrets; `look` gives the files of the commit.
  package func judgement(
    of wanted: [AcceptanceCriterion], at head: String, clean: (String) -> String, _ look: (String) -> QuotableFile
  ) -> Judgement {
    var worst: [String: Criterion] = [:]
    for entry in criteria {
      guard let known = worst[entry.id] else {
        worst[entry.id] = entry
        continue
      }
      if Self.rank(entry) > Self.rank(known) { worst[entry.id] = entry }
    }
    func text(_ raw: String) -> String { SafeText.cut(SafeText.line(clean(raw)), to: Self.longest) }
    let judged = wanted.map { criterion -> JudgedCriterion in
      guard let entry = worst[criterion.id] else {
        return JudgedCriterion(criterion, .cannotTell, why: "the review says nothing of it")
      }
      var judged = JudgedCriterion(
        criterion, CriterionVerdict(word: entry.verdict), path: Self.bare(entry.path), line: entry.line,
        quote: entry.quote,
        why: text(entry.why)
      ).checked(look)
      if judged.verdict != .met { (judged.path, judged.line, judged.quote) = ("", 0, "") }
      judged.path = text(judged.path)
      judged.quote = String(clean(judged.quote).prefix(Self.longest))
      return judged
    }
    let ordered = ReviewFinding.Severity.allCases.flatMap { severity in
      findings.filter { ReviewFinding.Severity(word: $0.severity) == severity }
    }
    let kept = ordered.prefix(Self.mostFindings).map { raw in
      var finding = ReviewFinding(
        ReviewFinding.Severity(word: raw.severity), path: Self.bare(raw.path), line: raw.line, why: text(raw.why),
        repro: clean(raw.repro)
      ).placed(raw.quote, look)
      finding.path = text(finding.path)
      // A command that is cut is another command.
      if finding.repro.count > 4 * Self.longest { finding.repro = "" }
      return finding
    }
    let rest = ordered.count - kept.count
    return Judgement(
      head: head, criteria: judged, findings: kept,
      summary: SafeText.cut(clean(summary), to: 4000) + (rest > 0 ? "\n\n(\(rest) more findings were left out)" : ""))
  }

  /// The paths of files that evidence is looked for in, each once.
  package var paths: [String] {
    let all = criteria.filter { $0.verdict == "met" }.map(\.path) + findings.map(\.path)
    return Set(all.filter { !$0.isEmpty }.map(Self.bare)).sorted()
  }

  private static func bare(_ path: String) -> String { path.hasPrefix("./") ? String(path.dropFirst(2)) : path }

  private static func rank(_ entry: Criterion) -> Int {
    switch CriterionVerdict(word: entry.verdict) {
    case .unmet: 2
    case .cannotTell: 1
    case .met: 0
    }
  }
}
