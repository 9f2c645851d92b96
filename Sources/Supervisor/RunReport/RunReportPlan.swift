#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBText

/// One PRD on a report's page: its facts in a line, its issues below, folded away once it has its outcome. Pure.
struct RunReportPlan {
  let entry: PRDReport
  let clock: ReportClock

  var markup: Markup {
    let isOpen: [Markup.Attribute] = entry.outcome == nil ? [.init("open", "open")] : []
    return .element(
      "details", [.init("class", "plan")] + isOpen,
      [
        .tag(
          "summary", nil, .tag("span", "what", chip, .text(" \(entry.name) \(entry.title)")),
          .tag("span", "more", .text(facts))),
        issues, .element("dl", [], rows.flatMap { [.tag("dt", nil, .text($0.0)), .tag("dd", nil, $0.1)] }),
      ])
  }

  private var chip: Markup {
    .element("span", [.init("class", "chip \(entry.status.rawValue)")], [.text(entry.status.rawValue)])
  }

  private var facts: String {
    let facts = [
      entry.progress, CountText.of(entry.sessions, "session"), "\(CountText.tokens(entry.usage)) tokens",
      entry.usage.costUSD.map(CountText.dollars), RunReportWords.duration(entry).map { TimeText.span($0) },
    ]
    return facts.compactMap { $0 }.joined(separator: ", ")
  }

  private var issues: Markup {
    if entry.issues.isEmpty { return .group([]) }
    return .element(
      "ol", [.init("class", "issues")],
      entry.issues.map { issue in
        let time = issue.endedAt.map { TimeText.span($0.timeIntervalSince(issue.startedAt)) }
        let facts = [
          issue.sessions > 1 ? "\(issue.sessions) sessions" : nil,
          issue.usage.inputTokens > 0 ? "\(CountText.tokens(issue.usage)) tokens" : nil, time,
        ]
        return .element(
          "li", [.init("value", "\(issue.position)")],
          [
            .tag("span", "what", .text("#\(issue.number) \(issue.title)")),
            .tag(
              "span", "more",
              issue.commit.map { .tag("code", nil, .text(String($0.prefix(10)))) }
                ?? .text(RunReportWords.open(issue, of: entry)),
              .text("  " + facts.compactMap { $0 }.joined(separator: ", "))),
          ])
      })
  }

  private var rows: [(String, Markup)] {
    var rows: [(String, Markup)] = []
    if let pull = entry.pullRequest { rows.append(("pull request", .link(pull, pull))) }
    rows += ProofWords.facts(entry).map { ($0.name, .text($0.text)) }
    rows.append(("branch", .tag("code", nil, .text(entry.branch))))
    if let sandbox = entry.sandbox { rows.append(("sandbox", .tag("code", nil, .text(sandbox)))) }
    rows.append(("log", .tag("code", nil, .text(entry.log))))
    let times = WorkKind.allCases.filter { entry.times[$0] >= 0.5 }
      .map { "\($0.text) \(TimeText.span(entry.times[$0]))" }
    if !times.isEmpty { rows.append(("time", .text(times.joined(separator: ", ")))) }
    if entry.workers > 1 {
      let crashes = entry.crashes.isEmpty ? "" : ", after \(CountText.of(entry.crashes.count, "crash", "crashes"))"
      rows.append(("workers", .text("\(entry.workers)\(crashes)")))
    }
    if entry.oddities > 0 { rows.append(("odd lines", .text("\(entry.oddities)"))) }
    return rows
  }
}
