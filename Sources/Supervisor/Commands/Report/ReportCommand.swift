#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBFailures
import KBState
import KBSystem
import KBText

/// `kb report`.
struct ReportCommand: KBCommand {
  /// How a report may be printed.
  enum Format: String, CaseIterable {
    case text, json, html
  }

  let name = "report"
  let summary = "show the result of a run: what needs you, what to review, time and cost"
  let positional: String? = "[RUN]"
  let examples = ["kb report", "kb report 20261124-2214-7f3a", "kb report --format json"]
  let flags = [
    Flag(
      "format", value: "NAME", choices: Format.allCases.map(\.rawValue), "the form of the output; default: text")
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    if arguments.words.count > 1 {
      throw ExpectedFailure.badArgument("kb report takes one run at a time.", command: name)
    }
    let report = try Self.report(arguments.words.first, in: surroundings)
    switch arguments.value("format").flatMap(Format.init) ?? .text {
    case .text:
      surroundings.print(RunReportText(report: report).lines)
      if arguments.words.isEmpty, report.totals.sessions == 0,
        let earlier = try Self.run(before: report.run, surroundings)
      {
        surroundings.printWrapped("no session was started in this run; the run before it: kb report \(earlier)")
      }
    case .json: surroundings.print(String(decoding: try StateCoding.encoder.encode(report), as: UTF8.self))
    case .html:
      let page = RunReportPage(report: report).text
      // Nobody reads a page's source on a terminal: there it is the address of the file.
      surroundings.print(Terminal.isTerminal(1) ? try Self.write(page, of: report, surroundings) : page)
    }
    return .success
  }

  /// Puts the page where the run keeps its own, and returns the line that says so. Throws KB-M004.
  private static func write(_ page: String, of report: RunReport, _ surroundings: Surroundings) throws -> String {
    let store = RunStore(stateRoot: try StateDirectory.path(environment: surroundings.environment))
    let path = store.directory(report.run) + "/report.html"
    do {
      try Files.replace(path, with: Array(page.utf8))
    } catch {
      throw ExpectedFailure.stateDirectoryUnusable(path, "\(error)")
    }
    return "page: \(SafeText.line(path))   open it in a browser"
  }

  /// The run that was started before this one; nil where there is none.
  private static func run(before run: String, _ surroundings: Surroundings) throws -> String? {
    let store = RunStore(stateRoot: try StateDirectory.path(environment: surroundings.environment))
    return store.newestFirst().drop { $0 != run }.dropFirst().first
  }

  /// The report of a run; nil is the newest. Throws KB-U004 where there is none.
  static func report(_ given: String?, in surroundings: Surroundings) throws -> RunReport {
    let store = RunStore(stateRoot: try StateDirectory.path(environment: surroundings.environment))
    let run = try store.find(given)
    let redaction = Redaction(environment: surroundings.environment)
    LeftPage(store: store, redaction: redaction).mend(run)
    let presence = store.presence(of: run)
    let (lines, unreadable) = store.lines(of: run)
    let report = RunReportBuilder.report(
      of: lines, unreadable: unreadable, presence: presence, now: Date(), redaction: redaction)
    guard let report else { throw ExpectedFailure.runUnreadable(run, store.directory(run) + "/run.jsonl") }
    return report
  }
}
