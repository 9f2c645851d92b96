#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBFailures
import KBProtocol
import KBText

/// A run's report for a terminal: what needs a person first. Pure; everything in it is safe to print.
struct RunReportText {
  let report: RunReport
  var clock = ReportClock.local

  var lines: [StyledLine] {
    var lines = headline
    lines += section("needs you", needsYou)
    lines += section("repositories left out", (report.leftOut ?? []).flatMap(\.lines))
    lines += section("to review and merge", report.delivered.map(delivered))
    lines += section(RunReportWords.unfinished(report), report.unfinished.map(unfinished))
    lines += section("work", report.prds.filter { $0.startedAt != nil }.flatMap(worked))
    lines += section("time", times)
    lines += section("brakes", report.brakes.map(brake))
    lines += section("survived", report.prds.flatMap(crashes))
    lines += section("notes", report.prds.flatMap(notes))
    lines += section("left alone", report.leftAlone.map(leftAlone) + report.notTaken.map(notTaken))
    return lines + [StyledLine()] + footer
  }

  private var headline: [StyledLine] {
    let totals = report.totals
    var first = StyledLine("\(SafeText.line(report.title))  run \(report.run)  ")
    first.add(RunReportWords.state(report), RunReportWords.style(report))
    let counts = report.statusCounts
    var second = StyledLine(
      "\(CountText.of(totals.prds, "PRD")) in \(TimeText.span(report.seconds))" + (counts.isEmpty ? "" : ": \(counts)"))
    let cost = totals.usage.costUSD.map { ", \(CountText.dollars($0))" } ?? ""
    second.add(".  \(CountText.of(totals.commits, "commit")), \(CountText.of(totals.sessions, "session")), ")
    second.add("\(CountText.tokens(totals.usage)) tokens\(cost)")
    let span = "\(clock.dayAndTime(report.startedAt)) to \(clock.time(report.measuredTo))"
    var lines = [first, second, StyledLine(SafeText.line("\(span)  \(report.how)"), .dim)]
    lines += (report.isolation ?? []).map(IsolationText.line)
    if let failure = report.closedBy {
      lines.append(StyledLine("no further PRD was started: \(failure.code) \(SafeText.line(failure.what))", .bad))
      lines.append(StyledLine("  fix: \(SafeText.line(failure.fix))"))
    }
    lines += RunReportWords.noSession(report, clock).map { StyledLine($0, .waits) }
    return lines
  }

  private var needsYou: [StyledLine] {
    let lines = report.needsYou.flatMap(needed)
    if lines.isEmpty && report.isThrough { return [StyledLine("  nothing")] }
    guard let checkout = report.checkout, !lines.isEmpty else { return lines }
    return lines + [StyledLine("  (commands are for \(SafeText.line(checkout)))", .dim)]
  }

  private func needed(_ entry: PRDReport) -> [StyledLine] {
    guard let outcome = entry.outcome else { return [] }
    let indent = String(repeating: " ", count: 2 + numbers.width + 13)
    var lines = [row(entry, OutcomeText.style(outcome), OutcomeText.sentence(outcome))]
    lines += OutcomeText.reasons(outcome).map { StyledLine(indent + $0, .dim) }
    if let remedy = entry.remedy { lines.append(StyledLine(indent + SafeText.line(remedy))) }
    lines += RunReportWords.commands(entry, run: report.run).map { StyledLine(indent + $0) }
    return lines
  }

  private func delivered(_ entry: PRDReport) -> StyledLine {
    let more = [ProofWords.short(entry), entry.conflicts].compactMap { $0 }.map { "  \($0)" }.joined()
    return row(entry, .good, SafeText.line("\(entry.pullRequest ?? "")  \(entry.title)\(more)"))
  }

  private func unfinished(_ entry: PRDReport) -> StyledLine {
    let what =
      RunReportWords.now(entry, clock) ?? [entry.remedy, entry.command].compactMap { $0 }.joined(separator: " ")
    return row(entry, .waits, SafeText.line(what))
  }

  private func worked(_ entry: PRDReport) -> [StyledLine] {
    var facts = [entry.progress, entry.commits.isEmpty ? nil : CountText.of(entry.commits.count, "commit")]
    facts += [CountText.of(entry.sessions, "session"), "\(CountText.tokens(entry.usage)) tokens"]
    facts += [entry.usage.costUSD.map(CountText.dollars), RunReportWords.duration(entry).map { TimeText.span($0) }]
    var lines = [row(entry, .plain, facts.compactMap { $0 }.joined(separator: ", "))]
    for fact in ProofWords.facts(entry) {
      lines.append(
        StyledLine(
          String(repeating: " ", count: 7) + DisplayWidth.fit(fact.name, to: 13) + SafeText.line(fact.text), .dim))
    }
    for issue in entry.issues {
      var line = StyledLine(String(repeating: " ", count: 7))
      line.add(DisplayWidth.fit("\(issue.position)  #\(issue.number)", to: 13))
      line.add(DisplayWidth.fit(SafeText.line(issue.title), to: 38))
      line.add(
        "  " + (SafeText.line(issue.commit.map { String($0.prefix(10)) } ?? RunReportWords.open(issue, of: entry))),
        issue.commit == nil ? .waits : .dim)
      lines.append(line)
    }
    return lines
  }

  private var times: [StyledLine] {
    let whole = report.times.total + report.idleSeconds
    let parts = WorkKind.allCases.map { ($0.text, report.times[$0]) } + [("idle slots", report.idleSeconds)]
    return parts.filter { $0.1 >= 0.5 }.map { text, seconds in
      let share = DisplayWidth.fit(RunReportWords.percent(seconds, of: whole), to: 6, alignRight: true)
      return StyledLine("  " + DisplayWidth.fit(text, to: 20) + share + "  " + TimeText.span(seconds))
    }
  }

  private func brake(_ entry: RunReport.BrakeEntry) -> StyledLine {
    let why = entry.brake.why.split(whereSeparator: \.isNewline).first.map { ": \($0)" } ?? ""
    let text = "\(clock.time(entry.at))  \(RunReportWords.brake(entry.brake, clock))\(RunReportWords.met(entry))\(why)"
    return StyledLine("  " + SafeText.line(text))
  }

  private func crashes(_ entry: PRDReport) -> [StyledLine] {
    entry.crashes.map { crash in
      StyledLine("  " + SafeText.line("\(clock.time(crash.at))  \(entry.name)  \(crash.why), then started again"))
    }
  }

  private func notes(_ entry: PRDReport) -> [StyledLine] {
    let earlier = RunReportWords.earlierNotes(entry).map { [StyledLine("  " + SafeText.line($0), .dim)] } ?? []
    return earlier
      + entry.notes.map { StyledLine("  " + SafeText.line("\(clock.time($0.at))  \(entry.name)  \($0.text)")) }
  }

  private func leftAlone(_ entry: PRDReport) -> StyledLine {
    row(entry, .dim, entry.outcome.map(OutcomeText.sentence) ?? "")
  }

  private func notTaken(_ entry: NotTakenPRD) -> StyledLine {
    StyledLine("  " + numbers.text(entry.prd.name) + SafeText.line("not taken    \(entry.reason)"))
  }

  private var footer: [StyledLine] {
    var lines: [StyledLine] = []
    if report.unreadableLines > 0 {
      lines.append(
        StyledLine("\(CountText.of(report.unreadableLines, "line")) of run.jsonl could not be read", .waits))
    }
    lines.append(StyledLine("page: \(SafeText.line(report.directory))/report.html", .dim))
    return lines
  }

  private func row(_ entry: PRDReport, _ style: Style, _ text: String) -> StyledLine {
    var line = StyledLine("  " + numbers.text(entry.name))
    line.add(DisplayWidth.fit(entry.status.rawValue, to: 13), style)
    line.add(text)
    return line
  }

  private var numbers: NumberColumn {
    NumberColumn(report.prds.map(\.name) + report.notTaken.map(\.prd.name), atLeast: 5)
  }

  private func section(_ title: String, _ lines: [StyledLine]) -> [StyledLine] {
    lines.isEmpty ? [] : [StyledLine(), StyledLine(title)] + lines
  }
}
