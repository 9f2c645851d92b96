#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBProtocol
import KBText

/// The live view of a run. Pure: where the run stands in, lines out, none wider than the terminal.
struct LiveTable {
  let board: RunBoard
  let now: Date
  /// Columns of the terminal.
  let width: Int
  /// Rows of the terminal; the view takes fewer.
  let height: Int

  var lines: [StyledLine] {
    let head = header + [StyledLine()]
    let feet = [StyledLine(), footer]
    let room = max(1, height - 1 - head.count - feet.count)
    let table = rows(atMost: room)
    let recent = notices(atMost: room - table.count - 1)
    let middle = recent.isEmpty ? table : table + [StyledLine()] + recent
    let all = head + middle + feet
    // A view that scrolls the terminal can't be drawn over.
    let shown = all.count < height ? all : all.prefix(max(1, height - 2)) + [footer]
    return shown.map { $0.cut(to: width) }
  }

  private var header: [StyledLine] {
    let plan = board.plan
    var lines = titled(
      [
        "as \(SafeText.line(plan.operators))", "run \(plan.run)",
        plan.deadline.map { "until \(TimeText.moment($0, seenFrom: now))" },
        plan.settings.limits.tokenBudget.map {
          "\(CountText.tokens(board.usage)) of \(CountText.short($0)) tokens"
        },
      ].compactMap { $0 })
    let states = board.admitsMore ? RunCounts(board).text : RunCounts(board).finalText
    let counts = "\(CountText.of(board.entries.count, "PRD")): \(states)"
    let span = "   " + TimeText.span(now.timeIntervalSince(board.startedAt))
    let used = lines[lines.count - 1].width
    guard used + 3 + DisplayWidth.of(counts + span) <= width else {
      if used + span.count > width { return lines + wrapped(counts + span) + brakes }
      lines[lines.count - 1].add(span, .dim)
      return lines + wrapped(counts) + brakes
    }
    lines[lines.count - 1].add("   " + counts)
    lines[lines.count - 1].add(span, .dim)
    return lines + brakes
  }

  /// What the run is about, and behind it, or below it where there is no room, whose it is.
  private func titled(_ details: [String]) -> [StyledLine] {
    var lines = [StyledLine("krutrimbox  \(SafeText.line(board.plan.title))")]
    for detail in details {
      if lines[lines.count - 1].width + 2 + DisplayWidth.of(detail) > width { lines.append(StyledLine()) }
      lines[lines.count - 1].add("  " + detail, .dim)
    }
    return lines
  }

  /// `brake: codex usage limit until 01:16 (3 workers wait)`.
  private var brakes: [StyledLine] {
    board.brakes.all.filter { $0.until > now }.map { brake in
      let waiting = board.entries.count { $0.state == .running && $0.record?.waitingFor?.reason == brake.reason }
      let who = waiting == 0 ? "" : " (\(CountText.of(waiting, "worker")) \(waiting == 1 ? "waits" : "wait"))"
      return StyledLine("brake: \(brake.text(at: now))\(who)", .waits)
    }
  }

  /// In as many lines as the width asks for, broken after commas.
  private func wrapped(_ counts: String) -> [StyledLine] {
    var lines = [""]
    for part in counts.split(separator: ", ") {
      let joined = lines[lines.count - 1].isEmpty ? String(part) : lines[lines.count - 1] + ", " + part
      if DisplayWidth.of(joined) < width || lines[lines.count - 1].isEmpty {
        lines[lines.count - 1] = joined
      } else {
        lines[lines.count - 1] += ","
        lines.append("  " + part)
      }
    }
    return lines.map { StyledLine($0) }
  }

  private var footer: StyledLine {
    switch board.stopsNow {
    case nil:
      if let why = board.noSessionReason {
        StyledLine("\(why): \(CountText.of(active.count, "worker")) left; Ctrl-C stops after saving", .waits)
      } else {
        StyledLine("Ctrl-C stops after saving; twice stops now.", .dim)
      }
    case false?:
      StyledLine("stopping: \(CountText.of(active.count, "worker")) left; Ctrl-C again stops at once", .waits)
    case true?: StyledLine("stopping now: \(CountText.of(active.count, "worker")) left", .waits)
    }
  }

  /// A long name of a repository leaves room for what is done in it.
  private var numbers: NumberColumn {
    NumberColumn(board.entries.map(\.prd.name), atMost: max(10, width / 3))
  }

  private var active: [RunBoard.Entry] {
    board.entries.filter {
      switch $0.state {
      case .running, .restarting: true
      case .waiting, .settled: false
      }
    }
  }

  private func rows(atMost limit: Int) -> [StyledLine] {
    let columns = LiveColumns(width: width, numbers: numbers)
    let active = active
    var lines: [StyledLine] = []
    if !active.isEmpty {
      let shown = active.prefix(max(1, limit - 2))
      lines = [columns.heading] + shown.map { columns.row($0, now: now) }
      if active.count > shown.count { lines.append(StyledLine("… and \(active.count - shown.count) more", .dim)) }
    }
    let waiting = board.entries.filter { $0.state == .waiting }.map { $0.prd.name.description }
    if !waiting.isEmpty && lines.count < limit {
      lines.append(
        StyledLine("\(board.admitsMore ? "waiting" : "not started"): \(waiting.joined(separator: ", "))", .dim))
    }
    return lines
  }

  private func notices(atMost limit: Int) -> [StyledLine] {
    board.notices.suffix(max(0, min(6, limit))).map { notice in
      var line = StyledLine(TimeText.clock(notice.at) + "  ", .dim)
      line.add(numbers.text(notice.prd))
      line.add(DisplayWidth.fit(notice.word, to: 11) + " ", notice.style)
      line.add(Self.shortened(notice.text, to: width - line.width))
      return line
    }
  }

  /// Of an address or path that does not fit, its end tells most: `pull/88`.
  private static func shortened(_ text: String, to limit: Int) -> String {
    guard DisplayWidth.of(text) > limit, text.hasPrefix("https://") || text.hasPrefix("/"), !text.contains(" ") else {
      return text
    }
    return text.split(separator: "/").suffix(2).joined(separator: "/")
  }
}

/// How many PRDs are in which state: `3 delivered, 4 running, 1 paused, 1 waiting`.
struct RunCounts {
  private let counts: [(status: PRDStatus, count: Int)]

  init(_ board: RunBoard) {
    let all = board.entries.map { PRDStatus($0.state) }
    counts = PRDStatus.allCases.compactMap { status in
      let count = all.count { $0 == status }
      return count == 0 ? nil : (status, count)
    }
  }

  var text: String { Self.text(counts) }

  /// As after the end, when nothing waits any more.
  var finalText: String { Self.text(counts.map { ($0.status == .waiting ? .notStarted : $0.status, $0.count) }) }

  private static func text(_ counts: [(status: PRDStatus, count: Int)]) -> String {
    counts.map { "\($0.count) \($0.status.rawValue)" }.joined(separator: ", ")
  }
}
