import Foundation
import KBFailures
import KBProtocol
import KBSystem
import Testing
@testable import Supervisor

@Suite("Workers that crash alike")
struct CrashBreakerTests {
  private let start = Date(timeIntervalSince1970: 1_000_000)

  /// What the last of some crashes comes to, so many seconds apart.
  private func last(of count: Int, every seconds: Double, in breaker: inout CrashBreaker) -> CrashBreaker.Verdict {
    var verdict = CrashBreaker.Verdict.goOn
    for number in 0..<count {
      verdict = breaker.crash("why", reason: .crashes, at: start.addingTimeInterval(Double(number) * seconds))
    }
    return verdict
  }

  @Test("put a brake on at the fifth within ten minutes, and no sooner")
  func brake() {
    var breaker = CrashBreaker()
    #expect(last(of: 4, every: 1, in: &breaker) == .goOn)
    let fifth = start.addingTimeInterval(10)
    #expect(
      breaker.crash("why", reason: .crashes, at: fifth)
        == .brake(Brake(.crashes, until: fifth.addingTimeInterval(900), why: "why")))
    #expect(breaker.crash("why", reason: .crashes, at: fifth) == .goOn, "counted anew")
  }

  @Test("now and then over a night are none of the machine's trouble")
  func seldom() {
    var breaker = CrashBreaker()
    #expect(last(of: 100, every: 151, in: &breaker) == .goOn)
  }

  @Test("end the run when three pauses have not helped")
  func givesUp() {
    var breaker = CrashBreaker()
    #expect(last(of: 15, every: 1, in: &breaker) == .giveUp)
  }

  @Test("hold back new PRDs, and at last close the run with what is known")
  func floor() async throws {
    var harness = FloorHarness("\(FloorHarness.hello); kill -9 $$")
    harness.prds = Array(1...30)
    harness.parallel = 4
    harness.breakerPause = 0.01
    let result = try await harness.run()
    #expect(result.exit == .failed)
    #expect(result.count { if case .brakeOn(let brake) = $0 { brake.reason == .crashes } else { false } } == 2)
    let failures = result.events.compactMap { if case .closed(let failure) = $0 { failure } else { nil } }
    #expect(failures.map(\.code) == [DiagnosedFailure(.crashesRepeat(why: "")).code])
    #expect(failures.first?.why?.contains("signal 9") == true || failures.first?.what.contains("signal 9") == true)
    #expect(result.outcomes.count < 30, "not every PRD had to try")
  }
}
