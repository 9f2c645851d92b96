import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBText
import Testing
@testable import Supervisor

@Suite("What a run prints")
struct ReportTests {
  @Test("piped: one line per event")
  func plain() {
    let lines = SampleRun.events.flatMap { seconds, event in
      PlainLine.lines(of: RunEventLine(at: SampleRun.at(seconds), run: "r", event: event))
    }
    let text = lines.map { $0.split(separator: " ", maxSplits: 1)[1] }.joined(separator: "\n")
    #expect(
      text == """
        run=20261124-2214-7f3a repository=acme/webapp operator=alice prds=7 parallel=4 agent=codex base=main
        prd=20 not-taken "author bob is no owner"
        prd=9 started try=1 pid=4009 log="/state/runs/20261124-2214-7f3a/prd-9.log"
        prd=9 claimed
        prd=11 started try=1 pid=4011 log="/state/runs/20261124-2214-7f3a/prd-11.log"
        prd=11 claimed
        prd=12 started try=1 pid=4012 log="/state/runs/20261124-2214-7f3a/prd-12.log"
        prd=12 claimed
        prd=14 started try=1 pid=4014 log="/state/runs/20261124-2214-7f3a/prd-14.log"
        prd=14 claimed
        prd=17 started try=1 pid=4017 log="/state/runs/20261124-2214-7f3a/prd-17.log"
        prd=17 claimed
        prd=12 issue=31 2/5 "Validate import rows"
        prd=12 step agent issue=31
        prd=12 session agent=codex issue=31
        prd=9 published issue=8 commit=3f9c2d1
        prd=9 session-ended ok issue=8 tokens=4088000
        prd=9 delivered https://github.com/acme/webapp/pull/88
        prd=11 paused issue=27 "Choose the retention\\u{1b}[31m 期間"
        prd=14 restarting try=2/3 in=5s "worker ended by signal 9"
        prd=17 failed code=KB-A010 issue=44 "`npm test` is still red for #44 after 2 sessions."
        """)
    #expect(lines.allSatisfy { $0.hasPrefix(TimeText.clock(SampleRun.start).prefix(3)) })
  }

  @Test("a blocker that can't be finished gets a remedy that helps, whatever the issue is called")
  func blocked() {
    func text(_ obstacles: Obstacle...) -> String {
      BlockedRemedy.text(11, "Import (old)", obstacles.map(\.description))
    }
    let section = "`## Blocked by` in #11"
    #expect(
      text(.issue(IssueReference(9)), .issue(IssueReference(3, in: "o/r")))
        == #"finish #9, o/r#3, which #11 "Import (old)" waits for"#)
    #expect(
      text(.unknown(IssueReference(999))) == "see to #999 (it can't be read), or take it out of \(section)")
    #expect(
      text(.unmerged(IssueReference(5), pullRequest: "https://x/pull/6"))
        == "merge https://x/pull/6 (which has #5), or take it out of \(section)")
    let never = text(.unreadable("the merge of #5"), .abandoned(IssueReference(5)))
    #expect(never.hasPrefix(#"take "the merge of #5" (not an issue), #5 (closed"#) && never.contains(section))
    let mixed = text(.issue(IssueReference(9)), .unknown(IssueReference(8)), .unreadable("x"))
    #expect(mixed.hasPrefix("finish #9, which") && mixed.contains("; see to #8") && mixed.contains(#"; take "x""#))
  }

  @Test("at the end: what needs the operator first, with the next command")
  func summary() {
    var board = SampleRun.board
    board.apply(.settled(prd: 12, outcome: .blocked(issue: 31, title: "Validate", by: ["#30"])), at: SampleRun.at(60))
    board.apply(.settled(prd: 14, outcome: .stopped), at: SampleRun.at(60))
    board.apply(.settled(prd: 21, outcome: .skipped(reason: "it was closed")), at: SampleRun.at(60))
    let text = RunSummary(board: board, now: SampleRun.at(26_000)).lines.map { $0.text(colours: false) }
    #expect(
      text.joined(separator: "\n") == """
        7 PRDs in 7 h 13 min: 1 delivered, 1 paused, 1 blocked, 1 failed, 1 skipped, 1 stopped, 1 not started.  1 session, 4.1M tokens, $18.40

        needs you
          #11  paused       close #27 "Choose the retention\\u{1b}[31m 期間" or push a commit with "Refs #27", then: kb run --prd 11
          #12  blocked      finish #30, which #31 "Validate" waits for, then: kb run --prd 12
          #17  failed       KB-A010 `npm test` is still red for #44 after 2 sessions.
                            3 of 214 failed
                            fix: remove the cause or make the issue clearer, then run again
                            kb logs 17, then: kb run --prd 17

        not finished
          #14  stopped      go on with: kb run --prd 14
          #30  not started  Title 30: kb run --prd 30

        delivered
          #9   delivered    https://github.com/acme/webapp/pull/88   1 issue, 5 s

        left alone
          #21  skipped      it was closed

        report: kb report, or open /state/runs/20261124-2214-7f3a/report.html
        logs and events: /state/runs/20261124-2214-7f3a
        """)
  }

  @Test("at the end: every reason why a pull request is not ready, and what to do")
  func notReady() {
    var board = SampleRun.board
    let outcome = FactoryRunOutcome.notReady(pullRequest: "u/pull/1", reasons: ["#3.1 is unmet: no test", "red: make"])
    board.apply(.settled(prd: 12, outcome: outcome), at: SampleRun.at(60))
    let text = RunSummary(board: board, now: SampleRun.at(60)).lines.map { $0.text(colours: false) }
      .joined(separator: "\n")
    #expect(
      text.contains(
        """
          #12  not-ready    u/pull/1 stays a draft: #3.1 is unmet: no test (and 1 more)
                            red: make
                            push what is missing to its branch, or take it out of draft if it is good as it is, then: kb run --prd 12
        """), "\(text)")
    #expect(KBExit(of: board) == .failed)
    let lines = PlainLine.lines(
      of: RunEventLine(at: SampleRun.at(1), run: "r", event: .settled(prd: 12, outcome: outcome)))
    #expect(
      lines.first?.hasSuffix(##" prd=12 not-ready u/pull/1 "#3.1 is unmet: no test" "red: make""##) == true, "\(lines)")
  }

  @Test("at the end: with the flags of the run in each kb run")
  func flags() {
    var plan = SampleRun.plan
    plan.flags = "--forge local"
    plan.repositories[0].flags = plan.flags
    var board = RunBoard(plan, at: SampleRun.start)
    board.apply(.settled(prd: 11, outcome: .paused(issue: 27, title: "Choose")), at: SampleRun.at(60))
    board.apply(.settled(prd: 14, outcome: .stopped), at: SampleRun.at(60))
    board.apply(.settled(prd: 17, outcome: .failed(issue: 44, failure: SampleRun.failure)), at: SampleRun.at(60))
    let text = RunSummary(board: board, now: SampleRun.at(60)).lines.map { $0.text(colours: false) }
      .joined(separator: "\n")
    for prd in [11, 14, 17, 30] { #expect(text.contains("kb run --forge local --prd \(prd)"), "\(text)") }
    #expect(!text.contains("kb run --prd"), "\(text)")
  }

  @Test("at the end of a run that only found delivered PRDs")
  func nothingToDo() {
    var board = RunBoard(FloorHarness.plan([1], parallel: 1, stateRoot: "/state"), at: SampleRun.start)
    board.apply(.settled(prd: 1, outcome: .delivered(pullRequest: "u/pull/1")), at: SampleRun.at(1))
    let text = RunSummary(board: board, now: SampleRun.at(1)).lines.map { $0.text(colours: false) }
    #expect(
      text.prefix(4) == [
        "1 PRD in 1 s: 1 delivered.", "", "delivered", "  #1   delivered    u/pull/1   needed no session",
      ])
  }

  @Test("of a delivery that conflicts with its base branch names the files, everywhere")
  func conflicts() {
    let outcome = FactoryRunOutcome.delivered(pullRequest: "u/pull/1", conflicts: "conflicts with main in 1 file: a")
    var board = RunBoard(FloorHarness.plan([1], parallel: 1, stateRoot: "/state"), at: SampleRun.start)
    board.apply(.settled(prd: 1, outcome: outcome), at: SampleRun.at(1))
    let text = RunSummary(board: board, now: SampleRun.at(1)).lines.map { $0.text(colours: false) }
    #expect(
      text.contains("  #1   delivered    u/pull/1   needed no session   conflicts with main in 1 file: a"), "\(text)")
    #expect(OutcomeText.sentence(outcome) == "u/pull/1, conflicts with main in 1 file: a")
  }

  @Test("with six lines of what origin said where they name what is in a commit, with three of another refusal")
  func refusalLines() {
    func count(_ code: FailureCode) -> Int {
      let why = (1...9).map { "line \($0)" }.joined(separator: "\n")
      let failure = DiagnosedFailure(ExpectedFailure(code, "origin refused.", why: why, fix: "kb run"))
      return OutcomeText.reasons(.failed(issue: 1, failure: failure)).count
    }
    #expect([.pushContentRefused, .pushRejected].map(count) == [6, 3])
  }

  @Test("at the end of a run that only reviewed what an earlier one had done")
  func reviewed() {
    var board = RunBoard(FloorHarness.plan([1], parallel: 1, stateRoot: "/state"), at: SampleRun.start)
    board.apply(.workerStarted(prd: 1, attempt: 1, pid: 1, log: ""), at: SampleRun.at(1))
    board.apply(.worker(prd: 1, event: .sessionStarted(issue: nil, agent: .codex)), at: SampleRun.at(2))
    board.apply(.worker(prd: 1, event: .sessionEnded(issue: nil, usage: AgentUsage(), ok: true)), at: SampleRun.at(3))
    board.apply(.settled(prd: 1, outcome: .delivered(pullRequest: "u/pull/1")), at: SampleRun.at(6))
    let text = RunSummary(board: board, now: SampleRun.at(6)).lines.map { $0.text(colours: false) }
    #expect(text.contains("  #1   delivered    u/pull/1   reviewed, 5 s"))
  }

  @Test("with nothing to do: what a PRD must look like")
  func noPRD() {
    let plan = FloorHarness.plan([], parallel: 1, stateRoot: "/state")
    #expect(
      PlanText(plan: plan).lines == [
        "No PRD of acme/webapp is ready to be worked on.",
        "A PRD is an open issue labelled PRD and ready-for-agent, by alice.",
      ])
    var others = plan
    others.notTaken = SampleRun.plan.notTaken
    #expect(
      PlanText(plan: others).lines.suffix(2) == [
        "would not run (1)", "  #20   Mail                            author bob is no owner",
      ])
  }

  @Test(
    "numbers stay short",
    arguments: [
      (88, "88"), (999, "999"), (1000, "1k"), (412_300, "412k"), (999_499, "999k"), (999_500, "1.0M"),
      (4_088_000, "4.1M"),
    ])
  func counts(count: Int, text: String) {
    #expect(CountText.short(count) == text)
  }

  @Test("money has cents", arguments: [(18.4, "$18.40"), (0.004, "$0.00"), (0.05, "$0.05"), (1234.567, "$1234.57")])
  func money(amount: Double, text: String) {
    #expect(CountText.dollars(amount) == text)
  }
}

@Suite("Display width")
struct DisplayWidthTests {
  @Test(
    "counts columns, not characters",
    arguments: [
      ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ｆｕｌｌ", 8), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("한글", 4), ("…", 1),
    ])
  func widths(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test("cuts between wide characters")
  func cut() {
    #expect(DisplayWidth.cut("漢字漢字", to: 5) == "漢字…")
    #expect(DisplayWidth.cut("漢字漢字", to: 4) == "漢…")
    #expect(DisplayWidth.cut("abc", to: 3) == "abc")
    #expect(DisplayWidth.cut("abcd", to: 1) == "…")
    #expect(DisplayWidth.cut("abcd", to: 0) == "")
    #expect(DisplayWidth.fit("漢", to: 3) == "漢 ")
    #expect(DisplayWidth.fit("7", to: 3, alignRight: true) == "  7")
  }
}
