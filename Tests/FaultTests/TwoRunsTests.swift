import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("Two runs that are started at the same instant", .onOwnThread)
struct TwoRunsTests {
  @Test("work each PRD with one worker, and repeat nothing, in 20 rounds")
  func rounds() async throws {
    let stage = try ChaosStage()
    let rounds = 20
    let (both, violations) = try await onOwnThread {
      Result {
        var both = 0
        let storm = Storm(stage, seed: 1, issues: 1)
        for _ in 1...rounds {
          try storm.addPRDs(1)
          let codes = try storm.runTogether(2)
          storm.forgetDelivered()
          if codes.allSatisfy({ $0 == .success }) { both += 1 }
        }
        _ = try storm.calm()
        return (both, try storm.violations())
      }
    }.get()
    #expect(violations.isEmpty, "stage kept: \(stage.root)")
    #expect(both == rounds)
    if violations.isEmpty { try FileManager.default.removeItem(atPath: stage.root) }
  }
}
