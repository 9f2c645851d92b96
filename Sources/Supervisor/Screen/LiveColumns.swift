#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBProtocol
import KBText

/// The columns of the live table at one width. A narrow terminal loses the tokens and what the agent does now.
struct LiveColumns {
  private let issue: Int
  /// 0 where there is no room.
  private let activity: Int
  private let tokens: Int
  private let numbers: NumberColumn
  /// `pull-request` is the longest step.
  private static let (step, time) = (14, 8)

  init(width: Int, numbers: NumberColumn) {
    self.numbers = numbers
    tokens = width >= 72 ? 7 : 0
    let left = max(10, width - numbers.width - Self.step - Self.time - tokens)
    activity = left >= 38 ? left * 45 / 100 : 0
    issue = left - activity
  }

  var heading: StyledLine {
    line(
      prd: DisplayWidth.fit("PRD", to: numbers.width), issue: "issue", step: ("step", .dim), activity: "agent now",
      time: "time", tokens: "tokens", .dim)
  }

  func row(_ entry: RunBoard.Entry, now: Date) -> StyledLine {
    return line(
      prd: numbers.text(entry.prd.name), issue: issueText(entry), step: step(entry),
      activity: activity(entry, now: now),
      time: time(entry, now: now), tokens: tokens(entry.usage), .plain)
  }

  private func tokens(_ usage: AgentUsage) -> String {
    usage.tokens == 0 ? "" : CountText.tokens(usage)
  }

  /// How long the step has been going on.
  private func time(_ entry: RunBoard.Entry, now: Date) -> String {
    switch entry.state {
    case .restarting: ""
    case .waiting, .running, .settled:
      entry.record.map { TimeText.elapsed(now.timeIntervalSince($0.phaseSince ?? $0.startedAt)) } ?? ""
    }
  }

  private func issueText(_ entry: RunBoard.Entry) -> String {
    guard let issue = entry.record?.issue else { return entry.prd.title }
    return "\(issue.position)/\(issue.total)  #\(issue.number) \(issue.title)"
  }

  private func step(_ entry: RunBoard.Entry) -> (String, Style) {
    switch entry.state {
    case .restarting: ("restarting", .waits)
    case .waiting, .running, .settled:
      entry.record?.waitingFor == nil
        ? (entry.record?.phase?.rawValue ?? "starting", .plain) : ("waiting", .waits)
    }
  }

  private func activity(_ entry: RunBoard.Entry, now: Date) -> String {
    switch entry.state {
    case .restarting(let time, let why): "again in \(TimeText.span(time.timeIntervalSince(now))): \(why)"
    case .waiting, .running, .settled: entry.record?.waitingFor?.text(at: now) ?? entry.record?.activity ?? ""
    }
  }

  private func line(
    prd: String, issue: String, step: (String, Style), activity: String, time: String, tokens: String, _ style: Style
  ) -> StyledLine {
    var line = StyledLine(prd, style)
    line.add(cell(issue, self.issue), style)
    line.add(cell(step.0, Self.step), step.1)
    if self.activity > 0 { line.add(cell(activity, self.activity), .dim) }
    line.add(DisplayWidth.fit(time, to: Self.time - 1, alignRight: true), style)
    if self.tokens > 0 { line.add(" " + DisplayWidth.fit(tokens, to: self.tokens - 1, alignRight: true), .dim) }
    return line
  }

  /// One column of the space is the gap to the next cell.
  private func cell(_ text: String, _ width: Int) -> String {
    DisplayWidth.fit(SafeText.line(text), to: width - 2) + "  "
  }
}
