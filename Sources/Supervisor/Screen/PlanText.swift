import KBDomain
import KBFailures
import KBText

/// What is said of a run that has nothing to do, and why repositories and PRDs are left alone. Pure.
struct PlanText {
  let plan: RunPlan

  var lines: [String] {
    var lines = nothingReady(explains: true)
    if !plan.notTaken.isEmpty {
      lines.append("would not run (\(plan.notTaken.count))")
      lines += plan.notTaken.sorted { $0.prd.name < $1.prd.name }.map(row)
    }
    return (lines + leftOut).map(SafeText.line)
  }

  /// `explains`: with what a PRD is.
  func nothingReady(explains: Bool) -> [String] {
    let owners = plan.repositories.reduce(into: [String]()) { all, own in
      all += own.owners.filter { !all.contains($0) }
    }
    let sentence = "A PRD is an open issue labelled PRD and ready-for-agent, by \(owners.joined(separator: " or "))."
    return ["No PRD of \(plan.title) is ready to be worked on."] + (explains && !owners.isEmpty ? [sentence] : [])
  }

  /// The repositories that can't be worked on, with what helps.
  var leftOut: [String] {
    guard !plan.leftOut.isEmpty else { return [] }
    return ["left out (\(plan.leftOut.count))"] + plan.leftOut.flatMap(\.lines).map { $0.text(colours: false) }
  }

  private var numbers: NumberColumn { NumberColumn(plan.notTaken.map(\.prd.name)) }

  private func row(_ entry: NotTakenPRD) -> String {
    "  " + numbers.text(entry.prd.name) + DisplayWidth.fit(SafeText.line(entry.prd.title), to: 30) + "  "
      + entry.reason
  }
}

extension LeftOutRepository {
  /// What is wrong with it, the line that says why, and what helps; of a configuration that is not trusted each value.
  /// Safe to print.
  var lines: [StyledLine] {
    var line = StyledLine("  \(repository.fullName)  ")
    line.add(SafeText.line("\(failure.code) \(failure.what)"), .bad)
    let isList = failure.code == FailureCode.configurationNotTrusted.rawValue
    let why = failure.why?.split(whereSeparator: \.isNewline).prefix(isList ? .max : 1) ?? []
    let rest = why.map { SafeText.line(String($0)) } + ["fix: \(SafeText.line(failure.fix))"]
    return [line] + rest.map { StyledLine("    \($0)") }
  }
}
