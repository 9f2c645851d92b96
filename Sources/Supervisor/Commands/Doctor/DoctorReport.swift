import KBFailures

/// What `kb doctor` found, for people and for programs. Pure.
struct DoctorReport: Encodable {
  let findings: [Finding]

  private enum Key: String, CodingKey { case ready, broken, warnings, checks }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(isReady, forKey: .ready)
    try object.encode(count(.broken), forKey: .broken)
    try object.encode(count(.warning), forKey: .warnings)
    try object.encode(findings, forKey: .checks)
  }

  /// Whether a run could start.
  var isReady: Bool { count(.broken) == 0 }

  /// `width` is the terminal's; what mends a thing stands beside it where there is room.
  func lines(width: Int) -> [StyledLine] {
    let widest = findings.filter { $0.fix != nil }.map { DisplayWidth.of($0.text) }.max() ?? 0
    let column = min(widest, max(20, width - 9 - 2 - 30))
    return findings.flatMap { lines(of: $0, column: column, width: width) } + [summary]
  }

  private func lines(of finding: Finding, column: Int, width: Int) -> [StyledLine] {
    var line = StyledLine(DisplayWidth.fit(finding.grade.rawValue, to: 9), finding.grade.style)
    guard let fix = finding.fix else {
      line.add(finding.text)
      return [line]
    }
    if DisplayWidth.of(finding.text) <= column, 9 + column + 2 + DisplayWidth.of(fix) <= width {
      line.add(DisplayWidth.fit(finding.text, to: column) + "  " + fix)
      return [line]
    }
    line.add(finding.text)
    return [line, StyledLine("         Fix: " + fix)]
  }

  private var summary: StyledLine {
    let (broken, warnings) = (count(.broken), count(.warning))
    let warned = CountText.of(warnings, "warning")
    let broke = findings.filter { $0.grade == .broken }
    guard let first = broke.first(where: { $0.repository == nil }) ?? broke.first else {
      return StyledLine(warnings == 0 ? "Ready: kb run" : "Ready, with \(warned): kb run")
    }
    let counts = "\(broken) broken" + (warnings > 0 ? ", \(warned)" : "")
    // A run waits for room on the disk.
    let what =
      first.repository != nil
      ? "kb run would leave a repository out" : first.check == .disk ? "no session would start" : "kb run would stop at"
    return StyledLine("\(counts): \(what): \(first.text)")
  }

  private func count(_ grade: Finding.Grade) -> Int { findings.count { $0.grade == grade } }
}

extension Finding.Grade {
  fileprivate var style: Style {
    switch self {
    case .ok: .good
    case .warning: .waits
    case .broken: .bad
    }
  }
}
