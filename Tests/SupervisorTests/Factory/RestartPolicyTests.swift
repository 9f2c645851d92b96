import KBFailures
import KBProtocol
import KBSystem
import Testing
@testable import Supervisor

@Suite("The restart policy")
struct RestartPolicyTests {
  private let policy = RestartPolicy()
  private let crash = WorkerEnd(status: .signal(number: 9), reason: .byItself, outcome: nil, lastLines: ["last"])

  private func decide(_ end: WorkerEnd, attempt: Int = 1, stop: StopLadder.Step = .none, jitter: Double = 0)
    -> RestartPolicy.Decision
  {
    policy.decide(end, prd: 7, attempt: attempt, stop: stop, jitter: jitter)
  }

  @Test("goes by the outcome that the worker told, however the process ended")
  func outcome() {
    for status in [ExitStatus.success, .code(value: 1), .signal(number: 9)] {
      let end = WorkerEnd(status: status, reason: .byItself, outcome: .paused(issue: 3, title: "t"))
      #expect(decide(end) == .settle(.paused(issue: 3, title: "t")))
      #expect(decide(end, stop: .afterStep) == .settle(.paused(issue: 3, title: "t")))
    }
  }

  @Test("restarts a dead worker with growing delay, three tries in all")
  func tries() throws {
    #expect(decide(crash, attempt: 1) == .restart(after: .seconds(1), why: "worker ended by signal 9"))
    #expect(decide(crash, attempt: 2) == .restart(after: .seconds(5), why: "worker ended by signal 9"))
    guard case .giveUp(.failed(nil, let failure)) = decide(crash, attempt: 3) else { throw Unexpected() }
    #expect(failure.code == "KB-W001")
    #expect(failure.why == "last")
  }

  @Test("keeps the last delay when more tries are allowed than there are delays")
  func longer() {
    var policy = policy
    policy.tries = 9
    let decision = policy.decide(crash, prd: 7, attempt: 8, stop: .none, jitter: 0)
    #expect(decision == .restart(after: .seconds(30), why: "worker ended by signal 9"))
  }

  @Test("moves a delay by up to a fifth")
  func jitter() {
    #expect(decide(crash, jitter: 1) == .restart(after: .milliseconds(1200), why: "worker ended by signal 9"))
    #expect(decide(crash, jitter: -1) == .restart(after: .milliseconds(800), why: "worker ended by signal 9"))
  }

  @Test("restarts a worker that was silent or did not greet")
  func silent() {
    #expect(
      decide(WorkerEnd(status: .signal(number: 9), reason: .silent(.seconds(300))))
        == .restart(after: .seconds(1), why: "worker was silent for 300 s"))
    #expect(
      decide(WorkerEnd(status: .signal(number: 9), reason: .noHello(.seconds(10))))
        == .restart(after: .seconds(1), why: "worker did not greet within 10 s"))
  }

  @Test("restarts nothing while the run is being stopped, and has the sandbox stopped unless everything is killed")
  func stopping() {
    for step in [StopLadder.Step.afterStep, .now] { #expect(decide(crash, stop: step) == .giveUp(.stopped)) }
    #expect(decide(crash, stop: .kill) == .settle(.stopped))
    for step in [StopLadder.Step.none, .now, .kill] {
      #expect(decide(WorkerEnd(status: .signal(number: 9), reason: .stopped), stop: step) == .settle(.stopped))
    }
  }

  @Test("does not try a worker of another build again")
  func version() throws {
    let end = WorkerEnd(status: .signal(number: 9), reason: .wrongVersion("9"))
    guard case .settle(.failed(nil, let failure)) = decide(end) else { throw Unexpected() }
    #expect(failure.code == "KB-M006")
  }
}
