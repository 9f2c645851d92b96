import Shared

/// What a run would do, in order, and why other PRDs are left alone. Pure.
struct PlanText {
  let plan: RunPlan
  let isDryRun: Bool

  var lines: [String] {
    let others =
      plan.settled.map { ($0.prd, OutcomeText.sentence($0.outcome)) } + plan.notTaken.map { ($0.prd, $0.reason) }
    var lines: [String] = []
    if plan.queue.isEmpty {
      lines.append("No PRD of \(plan.repository) is ready to be worked on.")
      lines.append(
        "A PRD is an open issue labelled PRD and ready-for-agent, by \(plan.owners.joined(separator: " or ")).")
    } else {
      lines.append("would run (\(plan.queue.count)), \(plan.settings.parallel) at once, from origin/\(plan.baseBranch)")
      lines += plan.queue.map { row($0, nil) }
    }
    if !others.isEmpty {
      lines.append("would not run (\(others.count))")
      lines += others.sorted { $0.0.number < $1.0.number }.map { row($0.0, $0.1) }
    }
    if isDryRun && !plan.missingLabels.isEmpty && !plan.queue.isEmpty {
      lines.append("would create the labels \(plan.missingLabels.joined(separator: ", "))")
    }
    return lines.map(SafeText.line)
  }

  private var numbers: NumberColumn {
    NumberColumn((plan.queue + plan.settled.map(\.prd) + plan.notTaken.map(\.prd)).map(\.number))
  }

  private func row(_ prd: PlannedPRD, _ reason: String?) -> String {
    let number = "  " + numbers.text(prd.number)
    let title = SafeText.line(prd.title)
    guard let reason else { return number + title }
    return number + DisplayWidth.fit(title, to: 30) + "  " + reason
  }
}
