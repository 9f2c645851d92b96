import Shared

/// What is said of a run that has nothing to do, and why PRDs are left alone. Pure.
struct PlanText {
  let plan: RunPlan

  var lines: [String] {
    var lines = [
      "No PRD of \(plan.repository) is ready to be worked on.",
      "A PRD is an open issue labelled PRD and ready-for-agent, by \(plan.owners.joined(separator: " or ")).",
    ]
    if !plan.notTaken.isEmpty {
      lines.append("would not run (\(plan.notTaken.count))")
      lines += plan.notTaken.sorted { $0.prd.name < $1.prd.name }.map(row)
    }
    return lines.map(SafeText.line)
  }

  private var numbers: NumberColumn { NumberColumn(plan.notTaken.map(\.prd.name)) }

  private func row(_ entry: NotTakenPRD) -> String {
    "  " + numbers.text(entry.prd.name) + DisplayWidth.fit(SafeText.line(entry.prd.title), to: 30) + "  "
      + entry.reason
  }
}
