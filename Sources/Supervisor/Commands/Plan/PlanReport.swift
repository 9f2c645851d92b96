import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBText

/// A look at the plan as people read it. Pure.
struct PlanReport {
  let forecast: PlanForecast

  var lines: [String] {
    let plan = forecast.plan
    let (run, rest) = (forecast.wouldRun, forecast.wouldNotRun)
    var lines: [String] = []
    if run.isEmpty {
      lines += PlanText(plan: plan).nothingReady(explains: rest.isEmpty)
    } else {
      let bases = Set(plan.repositories.map(\.baseBranch))
      let base = bases.count == 1 ? bases.first.map { ", from origin/\($0)" } ?? "" : ""
      lines.append("would run (\(run.count)), \(plan.settings.parallel) at once\(base)")
      if let brake = forecast.brake {
        lines.append("\(brake.text(at: forecast.at)): sessions start then, or after: kb brake off")
      }
      for (prd, brake) in forecast.held.sorted(by: { $0.key < $1.key })
      where brake.until > forecast.brake?.until ?? forecast.at {
        lines.append("\(prd) waits for the \(brake.text(at: forecast.at)), or until you type: kb brake off")
      }
      if let deadline = plan.deadline {
        lines.append("no agent session would start after \(TimeText.moment(deadline, seenFrom: forecast.at))")
      }
      if let budget = plan.settings.limits.tokenBudget {
        lines.append("no agent session would start once \(CountText.short(budget)) tokens are used")
      }
      lines += Self.table(
        run.map { row in [title(row.prd), work(row.forecast), branch(row), "in \(row.sandbox)"] },
        names: run.map(\.prd.name))
    }
    if !rest.isEmpty {
      lines.append("would not run (\(rest.count))")
      lines += Self.table(rest.map { [title($0.prd), $0.reason] }, names: rest.map(\.prd.name))
    }
    for own in plan.repositories where !own.missingLabels.isEmpty {
      guard plan.queue.contains(where: { plan.repository(of: $0.name) == own }) else { continue }
      let place = plan.hasSeveral ? " in \(own.repository.fullName)" : ""
      lines.append("would create the labels \(own.missingLabels.joined(separator: ", "))\(place)")
    }
    lines += PlanText(plan: plan).leftOut
    if let untrusted = forecast.untrusted {
      lines.append("A run would not start: \(untrusted.code.rawValue) \(untrusted.what)")
      lines += (untrusted.why ?? "").split(separator: "\n").map { "  \($0)" } + ["Fix: \(untrusted.fix)"]
    } else if !run.isEmpty {
      lines.append("To start: kb run, with the same flags.")
    }
    return lines.map(SafeText.line)
  }

  private func title(_ prd: PlannedPRD) -> String { DisplayWidth.cut(SafeText.line(prd.title), to: 40) }

  private func work(_ forecast: PRDForecast) -> String {
    switch forecast {
    case .implement(let issue, _, let position, let total): "due #\(issue) (\(position) of \(total))"
    case .review(let issues): "final review of \(CountText.of(issues, "issue"))"
    case .end(let outcome): outcome.name
    }
  }

  private func branch(_ row: PlanForecast.Row) -> String {
    let name = FactoryNames.branch(prd: row.prd.number)
    return row.tip.map { "branch \(name) resumes at \($0.prefix(7))" }
      ?? "new branch from origin/\(forecast.plan.repository(of: row.prd.name)?.baseBranch ?? "")"
  }

  /// Columns as wide as their widest cell; the last one is not filled.
  private static func table(_ rows: [[String]], names: [PRDName]) -> [String] {
    let cells = zip(names, rows).map { ["\($0)"] + $1.map(SafeText.line) }
    let last = (cells.first?.count ?? 1) - 1
    let widths = (0..<last).map { column in cells.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
    return cells.map { row in
      "  " + zip(row, widths).map { DisplayWidth.fit($0, to: $1) + "  " }.joined() + row[last]
    }
  }
}
