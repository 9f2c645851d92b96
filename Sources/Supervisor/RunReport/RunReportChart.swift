#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBText

/// The pictures of a report's page. Places along the time are percents and heights are pixels, so that a picture fits
/// every width and its words keep their size. Pure.
struct RunReportChart {
  let report: RunReport
  let clock: ReportClock

  /// One row per PRD that had a worker: what time went into, and below it the issues.
  var timeline: Markup? {
    let entries = report.prds.filter { !$0.spans.isEmpty }
    guard !entries.isEmpty else { return nil }
    return .group([legend] + entries.map(row) + [axis])
  }

  /// One bar: all slots' time by kind.
  var split: Markup? {
    let whole = report.times.total + report.idleSeconds
    guard whole >= 1 else { return nil }
    var parts = WorkKind.allCases.map { ($0.rawValue, $0.text, report.times[$0]) }
    parts.append(("idle", "idle slots", report.idleSeconds))
    parts = parts.filter { $0.2 >= 0.5 }
    var from = 0.0
    let bars = parts.map { kind, text, seconds -> Markup in
      defer { from += seconds / whole }
      return rect(kind, from, from + seconds / whole, y: 0, height: 22, "\(text): \(TimeText.span(seconds))")
    }
    let items = parts.map { kind, text, seconds in
      item(kind, text, "\(TimeText.span(seconds)), \(RunReportWords.percent(seconds, of: whole))")
    }
    return .group([picture(height: 22, "Where the time went", bars), .element("ul", [.init("class", "legend")], items)])
  }

  private var legend: Markup {
    let kinds = WorkKind.allCases.filter { report.times[$0] >= 0.5 }
    return .element("ul", [.init("class", "legend")], kinds.map { item($0.rawValue, $0.text, nil) })
  }

  private func item(_ kind: String, _ text: String, _ value: String?) -> Markup {
    .tag(
      "li", nil, .element("i", [.init("class", "k-\(kind)")], []), .text(" \(text)"),
      value.map { .tag("span", "dim", .text(" \($0)")) } ?? .group([]))
  }

  private func row(_ entry: PRDReport) -> Markup {
    let bars = entry.spans.map { span in
      let issue = span.issue.map { " #\($0)" } ?? ""
      let time = TimeText.span(span.to.timeIntervalSince(span.from))
      return rect(
        span.kind.rawValue, place(span.from), place(span.to), y: 2, height: 14, "\(span.kind.text)\(issue): \(time)")
    }
    let issues = entry.issues.map { issue -> Markup in
      let (from, to) = (place(issue.startedAt), place(issue.endedAt ?? report.measuredTo))
      return .element(
        "svg",
        [
          .init("x", percent(from)), .init("y", "18"), .init("width", percent(max(0.002, to - from))),
          .init("height", "15"), .init("class", issue.commit == nil ? "issue open" : "issue done"),
        ],
        [
          .tag("title", nil, .text("#\(issue.number) \(issue.title)")),
          .element("rect", [.init("width", "100%"), .init("height", "100%"), .init("rx", "2")], []),
          .element("text", [.init("x", "4"), .init("y", "11.5")], [.text("#\(issue.number)")]),
        ])
    }
    let marks = entry.crashes.map { crash -> Markup in
      let x = percent(place(crash.at))
      return .element(
        "line",
        [.init("x1", x), .init("x2", x), .init("y1", "0"), .init("y2", "18"), .init("class", "crash")],
        [.tag("title", nil, .text("\(clock.seconds(crash.at)) \(crash.why)"))])
    }
    return .tag(
      "div", "row",
      .tag(
        "p", nil, .tag("span", "name", .text("\(entry.name) \(entry.title)")),
        .element("span", [.init("class", "chip \(entry.status.rawValue)")], [.text(entry.status.rawValue)])),
      picture(height: 34, "Work on \(entry.name) over time", grid(34) + bars + issues + marks))
  }

  private var axis: Markup {
    let labels = ticks.map { tick -> Markup in
      let at = place(tick)
      let anchor = at < 0.04 ? "start" : at > 0.96 ? "end" : "middle"
      return .element(
        "text", [.init("x", percent(at)), .init("y", "12"), .init("text-anchor", anchor)],
        [.text(report.seconds < 300 ? clock.seconds(tick) : clock.time(tick))])
    }
    return picture(height: 16, "Time of day", labels)
  }

  private func grid(_ height: Int) -> [Markup] {
    ticks.map { tick in
      let x = percent(place(tick))
      return .element(
        "line",
        [.init("x1", x), .init("x2", x), .init("y1", "0"), .init("y2", "\(height)"), .init("class", "grid")], [])
    }
  }

  /// At most six round times of day.
  private var ticks: [Date] {
    let steps = [5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]
    guard let step = steps.first(where: { report.seconds / Double($0) <= 6 }) else { return [] }
    var ticks: [Date] = []
    var tick = clock.next(multipleOf: step, after: report.startedAt)
    while tick < report.measuredTo && ticks.count < 7 {
      ticks.append(tick)
      tick.addTimeInterval(Double(step))
    }
    return ticks
  }

  private func picture(height: Int, _ name: String, _ content: [Markup]) -> Markup {
    .element(
      "svg",
      [.init("width", "100%"), .init("height", "\(height)"), .init("role", "img"), .init("aria-label", name)], content)
  }

  private func rect(_ kind: String, _ from: Double, _ to: Double, y: Int, height: Int, _ title: String) -> Markup {
    .element(
      "rect",
      [
        .init("x", percent(from)), .init("y", "\(y)"), .init("width", percent(max(0.001, to - from))),
        .init("height", "\(height)"), .init("class", "k-\(kind)"),
      ], [.tag("title", nil, .text(title))])
  }

  /// From 0 to 1.
  private func place(_ date: Date) -> Double {
    let whole = report.seconds
    return whole > 0 ? min(1, max(0, date.timeIntervalSince(report.startedAt) / whole)) : 0
  }

  /// With at most two digits after the point.
  private func percent(_ share: Double) -> String { "\((share * 10_000).rounded() / 100)%" }
}
