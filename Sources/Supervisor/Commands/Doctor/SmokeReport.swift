import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBSandboxes
import KBSystem
import KBText

/// What a smoke test came to, for people, for programs and for a bug report. Pure.
struct SmokeReport: Encodable {
  let findings: [SmokeFinding]
  /// What to paste into a bug report; nothing in it tells who or where somebody is.
  let bugReport: [String]

  init(_ findings: [SmokeFinding], versions: SmokeVersions, settings: RunSettings, mask: BugReportMask) {
    self.findings = findings
    let agent = settings.agent
    let isOwn = settings.sandbox.template(for: agent).map { $0 != SandboxTemplate(agent).reference } ?? false
    let kind = [
      settings.sandbox.backend.rawValue, isOwn ? "own template" : "built-in template", "agent \(agent.rawValue)",
      "forge \(settings.forge.rawValue)",
    ]
    let lines =
      versions.lines + ["smoke test: " + kind.joined(separator: ", ")]
      + findings.map { finding in
        [
          finding.grade.rawValue, finding.row.rawValue, finding.seconds > 0 ? "\(finding.seconds.tenths) s" : nil,
          finding.code,
          finding.grade == .ok || finding.missing != nil
            ? nil
            : ([finding.text] + [finding.why].compactMap { $0 })
              .joined(separator: " | "),
        ].compactMap { $0 }.joined(separator: " ")
      }
    bugReport = lines.map { mask.mask($0).split(separator: "\n").joined(separator: " | ") }
  }

  private enum Key: String, CodingKey { case ok, broken, skipped, rows, bugReport }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(isWell, forKey: .ok)
    try object.encode(count(.broken), forKey: .broken)
    try object.encode(count(.skipped), forKey: .skipped)
    try object.encode(findings, forKey: .rows)
    try object.encode(bugReport, forKey: .bugReport)
  }

  /// Whether nothing is broken.
  var isWell: Bool { count(.broken) == 0 }

  private func count(_ grade: SmokeFinding.Grade) -> Int { findings.count { $0.grade == grade } }

  /// The column in which texts begin, behind grade and time.
  static let indent = 18

  /// One row as it is shown when it is over; empty for one that was left out because of another, which `lines` names.
  static func lines(of finding: SmokeFinding) -> [StyledLine] {
    guard finding.missing == nil else { return [] }
    let (grade, style): (String, Style) =
      switch finding.grade {
      case .ok: ("ok", .good)
      case .broken: ("broken", .bad)
      case .skipped: ("skipped", .dim)
      }
    let time = finding.seconds > 0 ? time(finding.seconds) : ""
    var line = StyledLine(DisplayWidth.fit(grade, to: 9), style)
    line.add(DisplayWidth.fit(time, to: 7, alignRight: true) + "  ")
    line.add([finding.code, finding.text].compactMap { $0 }.joined(separator: " "))
    let more = finding.fix.map { [finding.grade == .broken ? "Fix: \($0)" : $0] } ?? []
    let why = finding.why?.split(whereSeparator: \.isNewline).prefix(4).map(String.init) ?? []
    let indent = String(repeating: " ", count: Self.indent)
    return [line] + more.map { StyledLine(indent + $0) } + why.map { StyledLine(indent + $0, .dim) }
  }

  /// What stands below the rows.
  var lines: [StyledLine] {
    let missing = findings.filter { $0.missing != nil }
    let causes = Set(missing.compactMap(\.missing)).subtracting(missing.map(\.row))
    let names = SmokeRow.allCases.filter { causes.contains($0) }.map(\.rawValue).joined(separator: " and ")
    let leftOut = missing.map(\.row.rawValue).joined(separator: ", ")
    var lines: [StyledLine] = []
    if !missing.isEmpty {
      var line = StyledLine(DisplayWidth.fit("skipped", to: 9), .dim)
      line.add(String(repeating: " ", count: 9) + "without \(names): \(leftOut)")
      lines.append(line)
    }
    let counts = [
      "\(count(.ok)) ok", isWell ? nil : "\(count(.broken)) broken",
      count(.skipped) == 0 ? nil : "\(count(.skipped)) skipped",
    ].compactMap { $0 }.joined(separator: ", ")
    let first = findings.first { $0.grade == .broken }
    lines.append(StyledLine("\(counts): " + (first.map { $0.text } ?? "sandboxes do here what a night relies on")))
    return lines + [StyledLine(), StyledLine("For a bug report:", .dim)] + bugReport.map { StyledLine("  " + $0) }
  }

  private static func time(_ seconds: Double) -> String {
    seconds < 100 ? "\(seconds.tenths) s" : TimeText.elapsed(seconds)
  }
}

/// Which programs took part.
struct SmokeVersions: Equatable {
  /// The system's own name and release.
  var system: String
  /// Program and version, in order, or a word that says why there is none.
  var programs: [(name: String, version: String)]

  /// A version as the program told it, or the word for that it told none. One that is too old is a version all the same.
  static func answer(_ read: (String) -> ProgramVersion?, _ run: () throws -> CommandResult) -> String {
    do {
      let result = try run()
      return (result.succeeded ? read(result.output) : nil)?.description ?? "unknown"
    } catch let failure as ExpectedFailure where failure.code == .programMissing {
      return "missing"
    } catch is StopRequested {
      return "not asked"
    } catch {
      return "unknown"
    }
  }

  var lines: [String] {
    let all = [(name: "kb", version: BuildVersion.text)] + programs
    return [system, all.map { "\($0.name) \($0.version)" }.joined(separator: ", ")]
  }

  static func == (left: SmokeVersions, right: SmokeVersions) -> Bool { left.lines == right.lines }
}
