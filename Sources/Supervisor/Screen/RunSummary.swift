#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBFailures
import KBProtocol
import KBText

/// What stays on the terminal after a run: what needs the operator first, then what was delivered. Pure.
struct RunSummary {
  let board: RunBoard
  let now: Date

  var lines: [StyledLine] {
    var lines = [headline]
    lines += board.plan.isolations.filter(IsolationText.isNone).map(IsolationText.line)
    lines += section("needs you", needsYou.flatMap(twoLines))
    lines += section("not finished", unfinished)
    lines += section("delivered", entries { if case .delivered = $0 { true } else { false } }.map(deliveredLine))
    lines += section(
      "left out of commits",
      board.entries.flatMap { entry in entry.keptForSummary.map { line(entry, "note", .waits, SafeText.line($0)) } })
    lines += section("left alone", leftAlone)
    lines += section("repositories left out", (board.plan.leftOut + board.closedRepositories).flatMap(\.lines))
    lines += [StyledLine(), StyledLine("report: kb report, or open \(board.plan.directory)/report.html")]
    lines.append(StyledLine("logs and events: \(board.plan.directory)", .dim))
    return lines
  }

  private var headline: StyledLine {
    let span = TimeText.span(now.timeIntervalSince(board.startedAt))
    let counts = RunCounts(board).finalText
    var line = StyledLine(
      "\(CountText.of(board.entries.count, "PRD")) in \(span)" + (counts.isEmpty ? "" : ": \(counts)"))
    line.add(".")
    let sessions = board.entries.reduce(0) { $0 + $1.sessions }
    if sessions > 0 {
      let usage = board.usage
      let cost = usage.costUSD.map { ", \(CountText.dollars($0))" } ?? ""
      line.add("  \(CountText.of(sessions, "session")), \(CountText.tokens(usage)) tokens\(cost)")
    }
    return line
  }

  private var needsYou: [RunBoard.Entry] {
    entries { outcome in
      switch outcome {
      case .notReady, .paused, .blocked, .unchanged, .failed: true
      case .delivered, .skipped, .heldElsewhere, .stopped: false
      }
    }
  }

  private var unfinished: [StyledLine] {
    let left = board.entries.compactMap { entry -> StyledLine? in
      switch entry.state {
      case .settled(.stopped):
        line(entry, PRDStatus.stopped.rawValue, .dim, again(Remedy(.stopped, prd: entry.prd.number).line ?? "", entry))
      case .waiting:
        line(
          entry, PRDStatus.notStarted.rawValue, .dim,
          "\(SafeText.line(entry.prd.title)): "
            + again(Remedy(withoutOutcome: .notStarted, prd: entry.prd.number).line ?? "", entry))
      case .running, .restarting, .settled: nil
      }
    }
    return left.isEmpty ? [] : whyNot + left
  }

  /// Why the run has left PRDs unfinished.
  private var whyNot: [StyledLine] {
    if board.wasGivenUp, let failure = board.closedBy {
      let what = SafeText.line("\(failure.code) \(failure.what)")
      return [
        StyledLine("  no further PRD was started: \(what)", .bad),
        StyledLine("  fix: \(board.plan.again.completing(SafeText.line(failure.fix)))"),
      ]
    }
    let brake = board.stopsNow == nil ? nil : board.plan.agents.compactMap { board.brakes.blocking($0, at: now) }.first
    let why =
      board.noSessionReason
      ?? brake.map { $0.text(at: now) + ($0.reason == .usageLimit ? " (kb brake off lifts it)" : "") }
    return why.map { [StyledLine("  \($0): no further session was started", .waits)] } ?? []
  }

  private var leftAlone: [StyledLine] {
    entries { outcome in
      switch outcome {
      case .skipped, .heldElsewhere: true
      case .delivered, .notReady, .paused, .blocked, .unchanged, .failed, .stopped: false
      }
    }.compactMap { entry in
      entry.outcome.map { line(entry, $0.name, .dim, OutcomeText.sentence($0)) }
    }
  }

  /// What happened, and what to do about it: in one line where the remedy says both.
  private func twoLines(_ entry: RunBoard.Entry) -> [StyledLine] {
    guard let outcome = entry.outcome else { return [] }
    let remedy = Remedy(outcome, prd: entry.prd.number)
    let command = remedy.command ?? ""
    switch outcome {
    case .paused, .blocked: return [line(entry, outcome.name, .waits, again(SafeText.line(remedy.line ?? ""), entry))]
    case .notReady:
      return told(outcome, entry) + [StyledLine(indent + again(SafeText.line(remedy.line ?? ""), entry))]
    case .failed, .unchanged:
      return told(outcome, entry) + [
        StyledLine(indent + again(SafeText.line(remedy.text ?? ""), entry)),
        StyledLine(indent + again("\(Remedy.logs(entry.prd.name.argument)), then: \(command)", entry)),
      ]
    case .delivered, .skipped, .heldElsewhere, .stopped: return []
    }
  }

  private func told(_ outcome: FactoryRunOutcome, _ entry: RunBoard.Entry) -> [StyledLine] {
    [line(entry, outcome.name, OutcomeText.style(outcome), OutcomeText.sentence(outcome))]
      + OutcomeText.reasons(outcome).map { StyledLine(indent + $0, .dim) }
  }

  private var indent: String { String(repeating: " ", count: 2 + numbers.width + 13) }

  private func again(_ text: String, _ entry: RunBoard.Entry) -> String {
    board.plan.again(for: entry.prd.name).completing(text)
  }

  private func deliveredLine(_ entry: RunBoard.Entry) -> StyledLine {
    let time = zip(entry.firstStartedAt, entry.settledAt).map { ", " + TimeText.span($1.timeIntervalSince($0)) } ?? ""
    var address = ""
    var hint = ""
    if case .delivered(let pullRequest, let conflicts)? = entry.outcome {
      address = SafeText.line(pullRequest)
      hint = conflicts.map { "   " + SafeText.line($0) } ?? ""
    }
    let work =
      if entry.commits > 0 {
        CountText.of(entry.commits, "issue") + time
      } else {
        // An earlier run had done every issue, and perhaps paid for the review too.
        entry.sessions > 0 ? "reviewed" + time : "needed no session"
      }
    return line(entry, "delivered", .good, address + "   " + work + hint)
  }

  private func line(_ entry: RunBoard.Entry, _ word: String, _ style: Style, _ text: String) -> StyledLine {
    var line = StyledLine("  " + numbers.text(entry.prd.name))
    line.add(DisplayWidth.fit(word, to: 13), style)
    line.add(text)
    return line
  }

  private var numbers: NumberColumn { NumberColumn(board.entries.map(\.prd.name), atLeast: 5) }

  private func section(_ title: String, _ lines: [StyledLine]) -> [StyledLine] {
    lines.isEmpty ? [] : [StyledLine(), StyledLine(title)] + lines
  }

  private func entries(where isWanted: (FactoryRunOutcome) -> Bool) -> [RunBoard.Entry] {
    board.entries.filter { $0.outcome.map(isWanted) ?? false }
  }

  private func zip(_ left: Date?, _ right: Date?) -> (Date, Date)? {
    guard let left, let right else { return nil }
    return (left, right)
  }
}

extension RunBoard.Entry {
  /// nil while it has none.
  var outcome: FactoryRunOutcome? {
    if case .settled(let outcome) = state { outcome } else { nil }
  }
}
