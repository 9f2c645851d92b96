import Foundation
import KBFailures
import Testing

@Suite("When a step that failed is done again")
struct RetryPlanTests {
  private func failure(_ code: FailureCode) -> ExpectedFailure {
    ExpectedFailure(code, "it went wrong.", fix: "mend it")
  }

  private func waits(_ plan: RetryPlan, after codes: [FailureCode]) -> [RetryPlan.Wait?] {
    var plan = plan
    return codes.map { plan.next(after: failure($0)) }
  }

  @Test("by policy: a limit is waited out for ever, with growing pauses for the forge's")
  func brakes() {
    let waits = waits(.byPolicy, after: Array(repeating: .forgeRateLimited, count: 3))
    #expect(waits == [60, 120, 240].map { .brake(.forgeLimit, orElse: .seconds($0)) })
  }

  @Test("by policy: what may pass gets its delays, each class by itself, and then no more")
  func delays() {
    let codes: [FailureCode] = [.sandboxFailed, .agentOverloaded, .sandboxFailed, .agentOverloaded, .sandboxFailed]
    let wanted: [RetryPlan.Wait?] = [
      .pause(.seconds(5)), .pause(.seconds(15)), .pause(.seconds(30)), .pause(.seconds(60)), nil,
    ]
    #expect(waits(.byPolicy, after: codes) == wanted)
  }

  @Test("by policy: what a person must mend is not tried again")
  func never() {
    #expect(waits(.byPolicy, after: [.branchConflict, .agentFailed, .programMissing]) == [nil, nil, nil])
  }

  @Test("after pauses of its own where the failure may pass, and after any other not")
  func pauses() {
    let plan = RetryPlan.after([.seconds(2), .seconds(5)]) { $0.code == .sandboxFailed }
    let codes: [FailureCode] = [.sandboxFailed, .sandboxFailed, .sandboxFailed]
    #expect(waits(plan, after: codes) == [.pause(.seconds(2)), .pause(.seconds(5)), nil])
    #expect(waits(plan, after: [.templateMissing]) == [nil])
  }

  @Test("attempts end with the first success, or with the failure that nothing comes after", arguments: [1, 2, 3, 4])
  func attempts(success: Int) {
    var tries = 0
    var waited: [RetryPlan.Wait] = []
    let result = Swift.Result {
      try RetryPlan.after([.seconds(2), .seconds(5)]) { _ in true }.attempt {
        tries += 1
        if tries < success { throw failure(.sandboxFailed) }
        return tries
      } wait: { _, wait in
        waited.append(wait)
      }
    }
    #expect(tries == min(success, 3))
    #expect((try? result.get()) == (success <= 3 ? success : nil))
    #expect(waited == [.pause(.seconds(2)), .pause(.seconds(5))].prefix(min(success, 3) - 1).map { $0 })
  }

  @Test("attempts end at once with what is no known failure")
  func unknown() {
    var tries = 0
    #expect(throws: CocoaError.self) {
      try RetryPlan.byPolicy.attempt {
        tries += 1
        throw CocoaError(.fileNoSuchFile)
      } wait: { _, _ in
      }
    }
    #expect(tries == 1)
  }
}
