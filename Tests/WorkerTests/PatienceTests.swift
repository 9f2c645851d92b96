import Foundation
import KBDomain
import KBFailures
import KBProtocol
import KBSystem
import KBText
import TestSupport
import Testing
@testable import Worker

@Suite("A Worker's patience")
struct PatienceTests {
  /// One code of each class, so that every policy is met.
  private static let codes: [FailureCode] = FailureClass.allCases.compactMap { failureClass in
    FailureCode.allCases.first { $0.failureClass == failureClass }
  }

  @Test("follows the policy of every class: how often it tries, and how long it waits in all", arguments: codes)
  func policies(code: FailureCode) throws {
    let bench = try WorkerBench()
    var tries = 0
    let thrown = #expect(throws: ExpectedFailure.self) {
      try bench.patience.run {
        tries += 1
        // A limit passes; without this it would be waited for again and again.
        if tries > 40 { throw WorkerBench.failure(.branchConflict) }
        throw WorkerBench.failure(code)
      }
    }
    let waited = bench.effects.waits.reduce(0) { $0 + $1.inSeconds }
    switch code.failureClass.policy {
    case .brake(let reason, let orElse):
      #expect(tries == 41 && thrown?.code == .branchConflict)
      let planned = (0..<40).map { reason.pause(orElse, after: $0).inSeconds }
      let most = reason == .forgeLimit ? planned.reduce(0) { $0 + ForgeLeave.spread(of: $1) } : 0
      #expect((-80...most + 80).contains(waited - planned.reduce(0, +)), "\(waited)")
    case .retry(let delays):
      #expect(tries == delays.count + 1 && thrown?.code == code)
      let planned = delays.reduce(0) { $0 + $1.inSeconds }
      #expect((planned * 0.8...planned * 1.2).contains(waited), "\(waited) of \(planned)")
    case .restartWorker, .stopRun, .stopRunAfterTwo, .stopPRD:
      #expect(tries == 1 && thrown?.code == code && waited == 0)
    }
  }

  @Test("counts the tries of each class by itself")
  func counters() throws {
    let bench = try WorkerBench()
    var failures: [FailureCode] = [
      .agentOverloaded, .agentOverloaded, .sandboxFailed, .forgeUnavailable, .sandboxFailed,
    ]
    let result = try bench.patience.run {
      if !failures.isEmpty { throw WorkerBench.failure(failures.removeFirst()) }
      return "done"
    }
    #expect(result == "done")
  }

  @Test("pauses before it meets a usage limit again whose end has passed by our clock")
  func pastTime() throws {
    let bench = try WorkerBench()
    let until = bench.effects.now.addingTimeInterval(-10)
    var tries = 0
    let began = bench.effects.now
    try bench.patience.runSession(onLongWait: {}) {
      tries += 1
      if tries < 5 { throw WorkerBench.failure(.agentUsageLimit, until: until) }
    }
    #expect(bench.effects.now >= began.addingTimeInterval(4 * 60))
  }

  @Test("takes no end for one that lies years ahead, as a time in milliseconds does")
  func farTime() throws {
    let bench = try WorkerBench()
    let began = bench.effects.now
    let until = Date(timeIntervalSince1970: began.timeIntervalSince1970 * 1000)
    var tries = 0
    try bench.patience.runSession(onLongWait: {}) {
      tries += 1
      if tries == 1 { throw WorkerBench.failure(.agentUsageLimit, until: until) }
    }
    #expect(bench.effects.now < began.addingTimeInterval(2 * 3600))
  }

  @Test("waits until the time that a limit names, tells it, and does the step again")
  func namedTime() throws {
    let bench = try WorkerBench()
    let until = bench.effects.now.addingTimeInterval(90)
    var rests = 0
    var tries = 0
    let result = try bench.patience.runSession(onLongWait: { rests += 1 }) {
      tries += 1
      if tries == 1 { throw WorkerBench.failure(.agentUsageLimit, until: until) }
      return "done"
    }
    #expect(result == "done" && tries == 2 && rests == 1)
    #expect(bench.effects.now >= until && bench.effects.now < until.addingTimeInterval(1))
    let events = bench.told()
    #expect(
      events.contains {
        if case .brake(let brake) = $0 { brake.until == until && brake.agent == .codex } else { false }
      })
    #expect(events.contains { if case .waiting(.some) = $0 { true } else { false } })
    #expect(events.last == .waiting(brake: nil))
  }

  @Test("waits for a brake that the Supervisor tells of, but not for one of another agent")
  func supervisorsBrakes() throws {
    let bench = try WorkerBench()
    let until = bench.effects.now.addingTimeInterval(30)
    try bench.order([Brake(.usageLimit, agent: .claude, until: until, why: "")])
    try bench.patience.waitForBrakes()
    #expect(bench.effects.waits.allSatisfy { $0 == .zero })
    try bench.order([Brake(.operator, until: until, why: "")])
    try bench.patience.waitForBrakes()
    #expect(bench.effects.now >= until)
  }

  @Test("of a brake that never ends waits to the deadline, whatever number that is")
  func noEnd() throws {
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    let bench = try WorkerBench(deadline: start.addingTimeInterval(60))
    try bench.order([Brake(.operator, until: Date(timeIntervalSince1970: 1e300), why: "")])
    #expect(throws: StopRequested.self) { try bench.patience.waitForBrakes() }
    #expect(bench.effects.now >= start.addingTimeInterval(60))
  }

  @Test("of a step that is no session waits for the limit it has met and no other, also after the deadline")
  func publishing() throws {
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    let bench = try WorkerBench(deadline: start.addingTimeInterval(-60))
    try bench.order([Brake(.operator, until: start.addingTimeInterval(8 * 3600), why: "")])
    var tries = 0
    try bench.patience.run {
      tries += 1
      if tries == 1 { throw WorkerBench.failure(.forgeRateLimited, until: start.addingTimeInterval(60)) }
    }
    #expect(tries == 2)
    #expect((60...72).contains(bench.effects.now.timeIntervalSince(start)))
  }

  @Test("ends at the deadline, also while it waits, and says so")
  func deadline() throws {
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    let bench = try WorkerBench(deadline: start.addingTimeInterval(60))
    try bench.patience.waitForBrakes()
    try bench.order([Brake(.disk, until: start.addingTimeInterval(3600), why: "")])
    #expect(throws: StopRequested.self) { try bench.patience.waitForBrakes() }
    #expect(bench.effects.now >= start.addingTimeInterval(60) && bench.effects.now < start.addingTimeInterval(62))
    #expect(bench.notes.contains { $0.contains("deadline") })
  }

  @Test("starts no session once the Supervisor says so, also while it waits, and tells why; what is done is published")
  func noSession() throws {
    let bench = try WorkerBench()
    try bench.patience.waitForBrakes()
    try bench.order([Brake(.disk, until: bench.effects.now.addingTimeInterval(3600), why: "")])
    try bench.orderNoSession(because: "the token budget of 5.0M is spent (5.2M used)")
    #expect(throws: StopRequested.self) { try bench.patience.waitForBrakes() }
    #expect(bench.notes == ["the token budget of 5.0M is spent (5.2M used): no further session is started"])
    #expect(try bench.patience.run { 1 } == 1)
  }
}
