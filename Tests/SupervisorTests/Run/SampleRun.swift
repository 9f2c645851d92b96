import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBSystem
import KBText
@testable import Supervisor

/// A run with a PRD in every state, for pictures of it.
enum SampleRun {
  static let start = Date(timeIntervalSince1970: 1_795_500_000)

  static func at(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

  static var plan: RunPlan {
    var plan = FloorHarness.plan([9, 11, 12, 14, 17, 21, 30], parallel: 4, stateRoot: "/state")
    plan.notTaken = [NotTakenPRD(prd: PlannedPRD(number: 20, title: "Mail", url: ""), reason: "author bob is no owner")]
    return plan
  }

  static let failure = DiagnosedFailure(
    ExpectedFailure.verificationRed("npm test", issue: 44, sessions: 2, output: "3 of 214 failed"))

  static var events: [(Double, RunEvent)] {
    var events: [(Double, RunEvent)] = [(0, .started(plan: plan))]
    for prd: PRDName in [9, 11, 12, 14, 17] {
      events.append((1, .workerStarted(prd: prd, attempt: 1, pid: Int32(4000 + prd.number), log: plan.log(of: prd))))
      events.append((1, .worker(prd: prd, event: .hello(pid: Int32(4000 + prd.number), version: BuildVersion.text))))
      events.append((2, .worker(prd: prd, event: .claimed)))
    }
    events += [
      (3, .worker(prd: 12, event: .issue(number: 31, title: "Validate import rows", position: 2, total: 5))),
      (3, .worker(prd: 12, event: .phase(name: .agent, issue: 31))),
      (3, .worker(prd: 12, event: .sessionStarted(issue: 31, agent: .codex))),
      (4, .worker(prd: 12, event: .activity(text: "swift test (12 files changed)"))),
      (5, .worker(prd: 9, event: .published(issue: 8, commit: "3f9c2d1"))),
      (
        5,
        .worker(
          prd: 9,
          event: .sessionEnded(
            issue: 8, usage: AgentUsage(inputTokens: 4_000_000, outputTokens: 88_000, costUSD: 18.4), ok: true))
      ),
      (6, .worker(prd: 9, event: .ended(outcome: .delivered(pullRequest: "https://github.com/acme/webapp/pull/88")))),
      (6, .workerEnded(prd: 9, attempt: 1, status: .success)),
      (6, .settled(prd: 9, outcome: .delivered(pullRequest: "https://github.com/acme/webapp/pull/88"))),
      (7, .settled(prd: 11, outcome: .paused(issue: 27, title: "Choose the retention\u{1b}[31m 期間"))),
      (8, .workerEnded(prd: 14, attempt: 1, status: .signal(number: 9))),
      (8, .restarting(prd: 14, why: "worker ended by signal 9", attempt: 2, of: 3, seconds: 5)),
      (9, .settled(prd: 17, outcome: .failed(issue: 44, failure: failure))),
    ]
    return events
  }

  static var board: RunBoard {
    var board = RunBoard(plan, at: start)
    for (seconds, event) in events { board.apply(event, at: at(seconds)) }
    return board
  }

  /// `0:09` of the run as the local time of day.
  static func clock(_ seconds: Double) -> String { TimeText.clock(at(seconds)) }
}
