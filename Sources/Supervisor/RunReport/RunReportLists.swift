#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBText

/// The lists of a report's page. nil where there is nothing to list. Pure.
struct RunReportLists {
  let report: RunReport
  let clock: ReportClock

  var tiles: Markup {
    let totals = report.totals
    var tiles = [
      tile("\(totals.statuses[.delivered] ?? 0)/\(totals.prds)", "PRDs delivered"),
      tile("\(totals.issuesDone)", "issues done"),
      tile("\(totals.commits)", "commits"), tile("\(totals.sessions)", "sessions"),
      tile(CountText.tokens(totals.usage), "tokens"),
    ]
    if let cost = totals.usage.costUSD { tiles.append(tile(CountText.dollars(cost), "cost")) }
    if totals.restarts > 0 { tiles.append(tile("\(totals.restarts)", totals.restarts == 1 ? "restart" : "restarts")) }
    return .element("div", [.init("class", "tiles")], tiles)
  }

  private func tile(_ number: String, _ word: String) -> Markup {
    .tag("div", "tile", .tag("b", nil, .text(number)), .tag("span", nil, .text(word)))
  }

  /// Why nothing more was started.
  var closed: Markup {
    guard let failure = report.closedBy else {
      return .group(
        RunReportWords.noSession(report, clock).map {
          .tag("p", "dim", .text($0.prefix(1).uppercased() + $0.dropFirst() + "."))
        })
    }
    return .tag(
      "article", "card failed", .tag("h3", nil, .text("No further PRD was started")),
      .tag("p", nil, .text("\(failure.code) \(failure.what)")), .tag("p", nil, .text("Fix: \(failure.fix)")))
  }

  var needsYou: Markup? {
    if report.needsYou.isEmpty { return report.isThrough ? .tag("p", nil, .text("Nothing.")) : nil }
    let place = report.checkout.map { Markup.tag("p", "dim", .text("Commands are for "), .tag("code", nil, .text($0))) }
    return .group(report.needsYou.map(card) + [place].compactMap { $0 })
  }

  var leftOut: Markup? {
    group(
      (report.leftOut ?? []).map { left in
        .tag(
          "article", "card failed", .tag("h3", nil, .text(left.repository.fullName)),
          .tag("p", nil, .text("\(left.failure.code) \(left.failure.what)")),
          .tag("p", "do", .text("Fix: \(left.failure.fix)")))
      })
  }

  private func card(_ entry: PRDReport) -> Markup {
    var content = [title(entry)]
    if let outcome = entry.outcome { content.append(.tag("p", nil, text(OutcomeText.sentence(outcome), of: entry))) }
    if let why = entry.why { content.append(.tag("pre", "why", .group(Self.block(why)))) }
    if let remedy = entry.remedy { content.append(.tag("p", "do", text(Self.capitalized(remedy), of: entry))) }
    let commands = RunReportWords.commands(entry, run: report.run)
    if !commands.isEmpty { content.append(.tag("pre", "command", .group(Self.lines(commands)))) }
    if let pull = entry.pullRequest { content.append(.tag("p", "dim", .link(pull, Self.short(pull)))) }
    return .element("article", [.init("class", "card \(entry.status.rawValue)")], content)
  }

  /// With a link to the pull request that is waited for. What agents and checks said gets none.
  private func text(_ text: String, of entry: PRDReport) -> Markup {
    if case .blocked? = entry.outcome { .linked(text) } else { .text(text) }
  }

  private func title(_ entry: PRDReport) -> Markup {
    .tag(
      "h3", nil, status(entry.status), .text(" "), .link(entry.url, "\(entry.name)"), .text(" \(entry.title)"))
  }

  private func status(_ status: PRDStatus) -> Markup {
    .element("span", [.init("class", "chip \(status.rawValue)")], [.text(status.rawValue)])
  }

  var delivered: Markup? {
    list(
      report.delivered.map { entry in
        let pull = entry.pullRequest ?? ""
        let time = RunReportWords.duration(entry).map { ", " + TimeText.span($0) } ?? ""
        let work = entry.commits.isEmpty ? "" : "\(CountText.of(entry.commits.count, "commit"))\(time)"
        return .group([
          .tag("span", "what", status(entry.status), .text(" \(entry.name) \(entry.title)")),
          .tag(
            "span", "more", .link(pull, Self.short(pull)),
            .text(
              [work, ProofWords.short(entry) ?? "", entry.conflicts ?? ""].filter { !$0.isEmpty }.map { "  \($0)" }
                .joined())),
        ])
      })
  }

  var unfinished: Markup? {
    list(
      report.unfinished.map { entry in
        let more: [Markup] =
          RunReportWords.now(entry, clock).map { [.text($0)] }
          ?? [
            .text(entry.remedy.map { "\($0) " } ?? ""),
            entry.command.map { .tag("code", nil, .text($0)) } ?? .group([]),
          ]
        return .group([
          .tag("span", "what", status(entry.status), .text(" \(entry.name) \(entry.title)")),
          .element("span", [.init("class", "more")], more),
        ])
      })
  }

  /// Every PRD that was worked on, its issues folded away.
  var plans: Markup? {
    group(report.prds.filter { $0.startedAt != nil }.map { RunReportPlan(entry: $0, clock: clock).markup })
  }

  var brakes: Markup? {
    list(
      report.brakes.map { entry in
        .group([
          .tag("span", "what", .text(RunReportWords.brake(entry.brake, clock))),
          .tag("span", "more", .text("from \(clock.time(entry.at))\(RunReportWords.met(entry)). \(entry.brake.why)")),
        ])
      })
  }

  var crashes: Markup? {
    list(
      report.prds.flatMap { entry in
        entry.crashes.map { fact(clock.time($0.at), "\(entry.name) \($0.why), then started again") }
      })
  }

  var notes: Markup? {
    list(
      report.prds.flatMap { entry in
        (RunReportWords.earlierNotes(entry).map { [fact("", $0)] } ?? [])
          + entry.notes.map { fact(clock.time($0.at), "\(entry.name) \($0.text)") }
      })
  }

  var leftAlone: Markup? {
    list(
      report.leftAlone.map { fact("\($0.name)", "\($0.title): \($0.outcome.map(OutcomeText.sentence) ?? "")") }
        + report.notTaken.map { fact("\($0.prd.name)", "\($0.prd.title): \($0.reason)") })
  }

  private func fact(_ head: String, _ text: String) -> Markup {
    .tag("span", "what", .tag("span", "dim", .text(head)), .text(" \(text)"))
  }

  private func list(_ items: [Markup]) -> Markup? {
    items.isEmpty ? nil : .element("ul", [], items.map { .tag("li", nil, $0) })
  }

  private func group(_ items: [Markup]) -> Markup? { items.isEmpty ? nil : .group(items) }

  /// `pull/88` of a pull request's address.
  static func short(_ address: String) -> String {
    let parts = address.split(separator: "/")
    return Markup.isSafe(address) ? parts.suffix(2).joined(separator: "/") : address
  }

  /// Lines with line breaks between them.
  static func block(_ text: String) -> [Markup] {
    lines(text.split(whereSeparator: \.isNewline).prefix(12).map(String.init))
  }

  private static func lines(_ lines: [String]) -> [Markup] {
    lines.flatMap { [Markup.text($0), .element("br", [], [])] }.dropLast()
  }

  private static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
