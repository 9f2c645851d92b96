import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBSystem
import KBText
@testable import Supervisor

/// Moments of one evening, as the live view shows them. Times are the local time of day wherever the test runs.
enum LiveScene: String, CaseIterable {
  /// The run has just begun: every PRD waits.
  case idle
  /// Four workers in different steps; one PRD came to its end.
  case busy
  /// The agent's limit is used up: most workers wait, and so does one for its next worker.
  case braked
  /// Things went wrong in every way, and no further PRD is started.
  case failed

  static let widths = [60, 80, 140]

  var now: Date {
    switch self {
    case .idle: Self.at(22, 14, 3)
    case .busy: Self.at(22, 58, 30)
    case .braked: Self.at(23, 55, 9)
    case .failed: Self.at(24, 41, 0)
    }
  }

  var board: RunBoard {
    var board = RunBoard(Self.plan, at: Self.at(22, 14, 0))
    for (at, event) in Self.story where at <= now { board.apply(event, at: at) }
    return board
  }

  private static let start = 1_795_478_400.0  // midnight UTC

  private static func at(_ hour: Int, _ minute: Int, _ second: Int) -> Date {
    let utc = start + Double(hour * 3600 + minute * 60 + second)
    return Date(timeIntervalSince1970: utc - Double(TimeText.secondsFromUTC(Date(timeIntervalSince1970: utc))))
  }

  private static var plan: RunPlan {
    var plan = FloorHarness.plan([9, 11, 12, 14, 10417, 21, 30, 102], parallel: 4, stateRoot: "/state")
    let titles = [
      "Search page", "Retention", "Import rows from CSV", "CSV exporter", "API documentation", "Mail that arrives",
      "数据导入和导出的权限检查", "Rate limits",
    ]
    for (index, title) in titles.enumerated() { plan.queue[index].title = title }
    return plan
  }

  private static let limit = Brake(
    .usageLimit, agent: .codex, until: at(25, 16, 0), why: "You've hit your usage limit.")

  private static var story: [(Date, RunEvent)] {
    var story: [(Date, RunEvent)] = [(at(22, 14, 0), .started(plan: plan))]
    func worker(_ prd: PRDName, _ time: Date, attempt: Int = 1) {
      story += [
        (time, .workerStarted(prd: prd, attempt: attempt, pid: Int32(4000 + prd.number), log: plan.log(of: prd))),
        (time, .worker(prd: prd, event: .claimed)),
      ]
    }
    func step(_ prd: PRDName, _ time: Date, _ phase: RunPhase, _ issue: Int? = nil, _ activity: String? = nil) {
      story.append((time, .worker(prd: prd, event: .phase(name: phase, issue: issue))))
      if let activity { story.append((time, .worker(prd: prd, event: .activity(text: activity)))) }
    }
    func issue(_ prd: PRDName, _ time: Date, _ number: Int, _ title: String, _ position: Int, _ total: Int) {
      story.append(
        (time, .worker(prd: prd, event: .issue(number: number, title: title, position: position, total: total))))
    }
    func session(_ prd: PRDName, _ time: Date, _ issue: Int, tokens: Int) {
      let usage = AgentUsage(inputTokens: tokens, outputTokens: 0, costUSD: nil)
      story += [
        (time, .worker(prd: prd, event: .sessionStarted(issue: issue, agent: .codex))),
        (time, .worker(prd: prd, event: .sessionEnded(issue: issue, usage: usage, ok: true))),
      ]
    }
    // Busy.
    for prd: PRDName in [9, 12, 14, 10417] { worker(prd, at(22, 15, 0)) }
    session(9, at(22, 30, 0), 8, tokens: 88_000)
    let delivered = FactoryRunOutcome.delivered(pullRequest: "https://github.com/acme/webapp/pull/88")
    story.append((at(22, 58, 10), .settled(prd: 9, outcome: delivered)))
    worker(11, at(22, 58, 20))
    step(11, at(22, 58, 22), .sandbox)
    session(12, at(22, 40, 0), 30, tokens: 412_300)
    issue(12, at(22, 44, 0), 31, "Validate import rows, and tell each row that is wrong with its line", 2, 5)
    step(12, at(22, 44, 23), .agent, 31, "swift test (12 files changed)")
    session(14, at(22, 50, 0), 39, tokens: 1_900_000)
    issue(14, at(22, 50, 0), 40, "Add CSV exporter", 1, 3)
    step(14, at(22, 57, 42), .verify, 40, "npm test")
    session(10417, at(22, 55, 0), 52, tokens: 201_000)
    issue(10417, at(22, 50, 0), 52, "Document the API", 4, 4)
    story.append((at(22, 58, 26), .worker(prd: 10417, event: .published(issue: 52, commit: "3f9c2d1"))))
    step(10417, at(22, 58, 26), .pullRequest, 52)
    // Braked.
    let paused = FactoryRunOutcome.paused(issue: 27, title: "Choose the retention period")
    story.append((at(23, 40, 31), .settled(prd: 11, outcome: paused)))
    story.append((at(23, 40, 50), .settled(prd: 10417, outcome: .delivered(pullRequest: delivered17))))
    worker(21, at(23, 41, 0))
    issue(21, at(23, 41, 30), 60, "Retry failed mails", 1, 2)
    step(21, at(23, 42, 0), .agent, 60)
    worker(30, at(23, 41, 0))
    issue(30, at(23, 41, 30), 71, "为每个角色检查导入和导出的权限", 1, 1)
    step(30, at(23, 42, 0), .agent, 71, "编辑 Sources/权限.swift")
    story.append((at(23, 50, 2), .brakeOn(brake: limit)))
    step(14, at(23, 50, 2), .agent, 40)
    for prd: PRDName in [14, 21] { story.append((at(23, 50, 2), .worker(prd: prd, event: .waiting(brake: limit)))) }
    story.append(
      (
        at(23, 55, 2),
        .restarting(prd: 12, why: "worker ended by signal 9", attempt: 2, of: 3, seconds: 20)
      ))
    // Failed.
    worker(12, at(23, 55, 22), attempt: 2)
    story.append((at(24, 2, 11), .settled(prd: 12, outcome: .failed(issue: 31, failure: red))))
    let changed = DiagnosedFailure(ExpectedFailure.agentChangedNothing(issue: 71, message: "It is there already."))
    story.append(
      (at(24, 10, 5), .settled(prd: 30, outcome: .unchanged(issue: 71, title: "为每个角色检查权限", failure: changed))))
    story.append(
      (at(24, 20, 0), .settled(prd: 21, outcome: .blocked(issue: 60, title: "Retry failed mails", by: ["#58"]))))
    story.append((at(24, 40, 0), .settled(prd: 14, outcome: .failed(issue: nil, failure: full))))
    story.append((at(24, 40, 0), .closed(failure: full)))
    return story
  }

  private static let delivered17 = "https://github.com/acme/webapp/pull/91"
  private static let red = DiagnosedFailure(
    ExpectedFailure.verificationRed("swift test", issue: 31, sessions: 2, output: "3 of 214 failed"))
  private static let full = DiagnosedFailure(
    ExpectedFailure.diskLow(path: "/home/alice/.local/state/krutrimbox", free: 1.2, wanted: 5))
}
