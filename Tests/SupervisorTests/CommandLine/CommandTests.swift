import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBRepository
import KBSandboxes
import KBSystem
import KBText
import Testing
@testable import Supervisor

@Suite("The commands")
struct CommandTests {
  @Test("are found by name, and a slip gets a suggestion")
  func found() throws {
    #expect(try CommandTable.all.named("run").name == "run")
    let failure = try #require(throws: ExpectedFailure.self) { try CommandTable.all.named("wrokers") }
    #expect(failure.code == .unknownCommand)
    #expect(failure.fix == "did you mean: kb workers")
  }

  @Test("have names, summaries and examples of their own")
  func described() {
    #expect(Set(CommandTable.all.map(\.name)).count == CommandTable.all.count)
    for command in CommandTable.all {
      #expect(!command.summary.isEmpty && !command.examples.isEmpty)
      #expect(HelpText.overview(of: CommandTable.all).contains(command.summary))
      for flag in command.flags { #expect(HelpText.of(command).contains(flag.text)) }
    }
  }

  @Test("show examples that they understand")
  func examples() throws {
    for command in CommandTable.all {
      for example in command.examples where !example.contains("--version") {
        let words = example.split(separator: " ").map(String.init)
        #expect(words.prefix(2) == ["kb", command.name])
        let reader = ArgumentReader(command: command.name, flags: command.flags, positional: command.positional)
        _ = try reader.read(Array(words.dropFirst(2)))
      }
    }
  }

  @Test("print help that a terminal shows without wrapping")
  func narrow() {
    let texts = [HelpText.overview(of: CommandTable.all)] + CommandTable.all.map(HelpText.of)
    for line in texts.joined(separator: "\n").split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test(
    "end with a status that tells scripts what kind of failure it was",
    arguments: [
      (ExpectedFailure.unknownCommand("x", nearest: nil), KBExit.wrongUsage),
      (.programMissing("git"), .notReady), (.notARepository("/"), .notReady),
      (.forgeNotLoggedIn("github.com"), .notReady), (.templateMissing("t"), .notReady),
      (.unknownConfigurationKey("f", line: 1, "k", nearest: nil), .notReady), (.prdNotFound(7), .failed),
      (.forgeUnavailable("x", why: "y"), .failed), (.unforeseen("x"), .failed),
    ])
  func statuses(failure: ExpectedFailure, exit: KBExit) {
    #expect(KBExit(beforeWork: failure.failureClass) == exit)
  }

  @Test("a run's status is 1 when a PRD failed, and 0 when all others wait or are delivered")
  func outcomes() {
    let failure = DiagnosedFailure(ExpectedFailure.prdNotFound(1))
    let fine: [FactoryRunOutcome] = [
      .delivered(pullRequest: "u"), .paused(issue: 1, title: ""), .blocked(issue: 1, title: "", by: []),
      .skipped(reason: ""), .heldElsewhere(holder: ""),
    ]
    func exit(_ outcomes: [FactoryRunOutcome]) -> KBExit {
      var board = RunBoard(
        FloorHarness.plan(Array(outcomes.indices), parallel: 1, stateRoot: "/state"), at: SampleRun.start)
      for (prd, outcome) in outcomes.enumerated() {
        board.apply(.settled(prd: PRDName(prd), outcome: outcome), at: SampleRun.at(1))
      }
      return KBExit(of: board)
    }
    #expect(exit(fine) == .success)
    #expect(exit([]) == .success)
    #expect(exit(fine + [.failed(issue: nil, failure: failure)]) == .failed)
    #expect(exit(fine + [.unchanged(issue: 1, title: "", failure: failure)]) == .failed)
  }

  @Test("a run that gives up before every PRD had its turn has failed, and its summary and report say so")
  func givenUp() throws {
    let failure = DiagnosedFailure(ExpectedFailure.crashesRepeat(why: "signal 9"))
    let plan = FloorHarness.plan([1, 2], parallel: 1, stateRoot: "/state")
    let events: [RunEvent] = [
      .started(plan: plan), .settled(prd: 1, outcome: .delivered(pullRequest: "u")), .closed(failure: failure),
    ]
    var board = RunBoard(plan, at: SampleRun.start)
    for event in events { board.apply(event, at: SampleRun.at(1)) }
    #expect(KBExit(of: board) == .failed)
    let summary = RunSummary(board: board, now: SampleRun.at(6)).lines.map { $0.text(colours: false) }
    let start = try #require(summary.firstIndex(of: "not finished"))
    #expect(
      summary[(start + 1)...].prefix(3) == [
        "  no further PRD was started: KB-W005 \(failure.what)", "  fix: \(failure.fix)",
        "  #2   not started  Title 2: kb run --prd 2",
      ])
    let lines = (events + [.finished(status: 1)]).map { RunEventLine(at: SampleRun.at(1), run: plan.run, event: $0) }
    let report = try #require(
      RunReportBuilder.report(
        of: lines, unreadable: 0, presence: .gone, now: SampleRun.at(9), redaction: Redaction()))
    #expect(!RunReportText(report: report).lines.map { $0.text(colours: false) }.contains("  nothing"))
  }

  @Test("show an error with its code, its fix and its reason, safe to print")
  func errors() {
    let failure = ExpectedFailure.programMissing("sbx\u{1b}[31m")
    #expect(
      ErrorText.render(DiagnosedFailure(failure)) == """
        kb: KB-M001 the program `sbx\\u{1b}[31m` is not in PATH.
            Fix: install sbx\\u{1b}[31m, then: kb doctor
        """)
    let bug = ErrorText.render(DiagnosedFailure(Unexpected()))
    #expect(bug.hasPrefix("kb: KB-X001") && bug.contains("likely a krutrimbox bug"))
  }
}
