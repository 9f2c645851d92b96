#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBProtocol

/// A run's report as one self-contained page: no script, nothing is loaded, links lead to https addresses alone. Pure.
struct RunReportPage {
  let report: RunReport
  var clock = ReportClock.local
  /// Seconds after which an open tab loads the page again while the run lasts.
  var refreshSeconds = 10

  /// Stands in the first lines of the page of a run that goes on.
  static let refreshTag = "http-equiv=\"refresh\""

  var text: String {
    "<!DOCTYPE html>\n"
      + Markup.element("html", [.init("lang", "en")], [head, .tag("body", nil, .tag("main", nil, body))]).text
      .replacingStyle(with: RunReportStyle.css) + "\n"
  }

  private var head: Markup {
    let title = "\(report.title): \(RunReportWords.headline(report))"
    var tags: [Markup] = [
      .element("meta", [.init("charset", "utf-8")], []),
      .element("meta", [.init("name", "viewport"), .init("content", "width=device-width, initial-scale=1")], []),
      .element("meta", [.init("name", "color-scheme"), .init("content", "light dark")], []),
      .element(
        "meta",
        [
          .init("http-equiv", "Content-Security-Policy"),
          .init("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"),
        ], []),
      .element("link", [.init("rel", "icon"), .init("href", "data:,")], []),
    ]
    if report.state == .running {
      tags.append(.element("meta", [.init("http-equiv", "refresh"), .init("content", "\(refreshSeconds)")], []))
    }
    return .element("head", [], tags + [.tag("title", nil, .text(title)), .tag("style", nil)])
  }

  private var body: Markup {
    let chart = RunReportChart(report: report, clock: clock)
    let parts = RunReportLists(report: report, clock: clock)
    return .group([
      header, parts.tiles, parts.closed,
      section("Needs you", parts.needsYou), section("Repositories left out", parts.leftOut),
      section("Review and merge", parts.delivered),
      section(RunReportWords.unfinished(report), parts.unfinished), section("Timeline", chart.timeline),
      section("Where the time went", chart.split), section("PRDs", parts.plans),
      section("Brakes", parts.brakes), section("Survived", parts.crashes), section("Notes", parts.notes),
      section("Left alone", parts.leftAlone), footer,
    ])
  }

  private var header: Markup {
    // A night with failures is not green.
    let look = RunReportWords.style(report) == .bad ? "failed" : report.state.rawValue
    let state = Markup.element("span", [.init("class", "chip \(look)")], [.text(RunReportWords.state(report))])
    let asOf = report.state == .running ? " As of \(clock.seconds(report.measuredTo))." : ""
    let times = "\(clock.dayAndTime(report.startedAt)) to \(clock.time(report.measuredTo))"
    return .tag(
      "header", nil,
      .tag(
        "p", "over", .tag("b", nil, .text("krutrimbox")), .text(" "), .text(report.title), .text(" "),
        state),
      .tag("h1", nil, .text(RunReportWords.headline(report))),
      .tag(
        "p", "dim",
        .text(
          "\(times). Run \(report.run) as \(report.operators), \(report.how).\(asOf)")),
      .group(
        (report.isolation ?? []).map { isolation in
          .tag("p", IsolationText.isNone(isolation) ? "card failed" : "dim", .text(IsolationText.words(isolation)))
        }))
  }

  private func section(_ title: String, _ content: Markup?) -> Markup {
    guard let content else { return .group([]) }
    return .tag("section", nil, .tag("h2", nil, .text(title)), content)
  }

  private var footer: Markup {
    var lines: [Markup] = []
    if report.unreadableLines > 0 {
      lines.append(
        .tag(
          "p", nil, .text("\(CountText.of(report.unreadableLines, "line")) of run.jsonl could not be read.")))
    }
    let files = "Logs and events: "
    lines.append(.tag("p", nil, .text(files), .tag("code", nil, .text(report.directory))))
    lines.append(.tag("p", nil, .text("krutrimbox \(BuildVersion.text)")))
    return .element("footer", [.init("class", "dim")], lines)
  }
}

extension String {
  /// The page's style is ours and holds no data: it goes in as it is.
  fileprivate func replacingStyle(with css: String) -> String {
    guard let place = firstRange(of: "<style></style>") else { return self }
    return replacingCharacters(in: place, with: "<style>\(css)</style>")
  }

  private func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
