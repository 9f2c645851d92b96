package import KBDomain
import KBText

/// What a pull request's comment says of a final review: the criteria with their evidence, the findings, and what nobody has
/// checked. Pure.
package struct JudgementText {
  private let judgement: Judgement
  /// The commit that the pull request is at.
  private let tip: String
  /// Who has reviewed.
  private let agent: AgentName
  /// The repository's page; nil where files have none.
  private let page: String?
  /// Takes out what must not leave the host.
  private let clean: (String) -> String

  /// Characters of the table and of the list of findings at most: a comment has 65,536.
  private static let room = 24_000

  package init(
    _ judgement: Judgement, tip: String, agent: AgentName, page: String?, clean: @escaping (String) -> String
  ) {
    self.judgement = judgement
    self.tip = tip
    self.agent = agent
    self.page = page
    self.clean = clean
  }

  package var markdown: String {
    let summary = MarkdownText.paragraphs(clean(judgement.summary))
    if judgement.isUnread == true {
      return [outrun, "Its answer was not in the form that was asked for, so nothing below is checked.", summary]
        .filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
    return [outrun, summary, criteria, findings, limits].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var outrun: String {
    guard judgement.head != tip else { return "" }
    let (reviewed, newest) = (judgement.head.prefix(12), tip.prefix(12))
    return
      "**This review is of commit \(reviewed).** The branch moved on during each review and stood at \(newest) at the end. "
      + "What came later was not reviewed: `git diff \(reviewed) \(newest)`"
  }

  private var criteria: String {
    if judgement.criteria.isEmpty { return "" }
    let groups = [CriterionVerdict.unmet, .cannotTell, .met].map { verdict in
      judgement.criteria.filter { $0.verdict == verdict }
    }
    let counts = zip(groups, ["unmet", "to check by hand", "met"]).filter { !$0.0.isEmpty }
      .map { "\($0.0.count) \($0.1)" }
    let rows = groups.joined().map(row)
    let (shown, left) = Self.fitting(rows)
    let more = left > 0 ? "\n\n\(left) more criteria are not shown: the log has them." : ""
    return
      "**Acceptance criteria: \(counts.joined(separator: ", "))**\n\n| | criterion | verdict | |\n|---|---|---|---|\n"
      + shown.joined(separator: "\n") + more
  }

  private func row(_ judged: JudgedCriterion) -> String {
    let (word, what) =
      switch judged.verdict {
      case .met: ("met", place(judged.path, judged.line))
      case .unmet: ("**unmet**", line(judged.why))
      case .cannotTell: ("check by hand", line(judged.why))
      }
    return "| \(MarkdownText.inlineCode(judged.criterion.id)) | \(line(judged.criterion.text)) | \(word) | \(what) |"
  }

  private var findings: String {
    if judgement.findings.isEmpty { return "**Findings:** none" }
    let (shown, left) = Self.fitting(judgement.findings.map(item))
    return "**Findings**\n\n" + shown.joined(separator: "\n") + (left > 0 ? "\n- and \(left) more" : "")
  }

  private func item(_ finding: ReviewFinding) -> String {
    let spot = finding.path.isEmpty ? "" : " \(place(finding.path, finding.line))"
    let command = MarkdownText.inlineCode(SafeText.cut(SafeText.line(clean(finding.repro)), to: 300))
    let trial =
      switch finding.isProven {
      case _ where finding.repro.isEmpty: ""
      case true?: " (krutrimbox ran \(command) and saw it fail)"
      case false?, nil: " (\(command): " + line(finding.output ?? "krutrimbox did not run it") + ")"
      }
    return "- **\(finding.severity.rawValue)**\(spot): \(line(finding.why))\(trial)"
  }

  /// What the reader must not believe.
  private var limits: String {
    var sentences: [String] = []
    if judgement.criteria.isEmpty {
      sentences.append("The issues have no acceptance criteria, so nothing was judged one by one.")
    } else if judgement.criteria.contains(where: { $0.verdict == .met }) {
      sentences.append(
        "krutrimbox has found what the review quotes for each criterion that is met at \(tip.prefix(12)). Whether that proves "
          + "the criterion is the word of \(agent.rawValue) alone.")
    }
    if judgement.criteria.contains(where: { $0.verdict == .cannotTell }) {
      sentences.append("Nobody has checked what is marked \"check by hand\".")
    }
    if judgement.findings.contains(where: { $0.isProven != true }) {
      sentences.append("A finding that krutrimbox has not seen fail is advice.")
    }
    if sentences.isEmpty { return "" }
    return "<sub>" + sentences.joined(separator: " ") + "</sub>"
  }

  /// `src/a.swift:12`, as a link to that line at the tip.
  private func place(_ path: String, _ line: Int) -> String {
    let shown = MarkdownText.inlineCode("\(path):\(line)")
    guard let page else { return shown }
    return "[\(shown)](\(page)/blob/\(tip)/\(Self.encoded(path))#L\(line))"
  }

  private func line(_ text: String) -> String { MarkdownText.line(SafeText.cut(clean(text), to: 300)) }

  private static func fitting(_ lines: [String]) -> (shown: [String], left: Int) {
    var size = 0
    let shown = lines.prefix { line in
      size += line.utf8.count + 1
      return size <= room
    }
    return (Array(shown), lines.count - shown.count)
  }

  /// RFC 3986: what is no unreserved character is escaped, but the slashes.
  private static func encoded(_ path: String) -> String {
    path.utf8.map { byte in
      let isPlain =
        (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte)
        || (0x30...0x39).contains(byte) || [0x2d, 0x2e, 0x2f, 0x5f, 0x7e].contains(byte)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
    }.joined()
  }
}

extension MarkdownText {
  /// Why a pull request stays a draft, a line each.
  package static func reasons(_ reasons: [String]) -> String {
    let shown = reasons.prefix(20).map { "- " + line(SafeText.cut($0, to: 500)) }
    let left = reasons.count - shown.count
    return (shown + (left > 0 ? ["- and \(left) more"] : [])).joined(separator: "\n")
  }
}
