import Foundation
import KBFailures
import KBForges
import KBProtocol
import KBSystem
import TestSupport
import Testing
@testable import Worker

@Suite("A limit of the forge")
struct ForgeLeaveTests {
  private let now = Date(timeIntervalSince1970: 1000)

  private func limit(_ seconds: Double, _ reason: BrakeReason = .forgeLimit, from start: Date? = nil) -> Brake {
    Brake(reason, until: (start ?? now).addingTimeInterval(seconds), why: "")
  }

  @Test("lets each Worker come back at a moment of its own, soon after the end", arguments: [0.0, 0.5, 1])
  func spread(share: Double) {
    var leave = ForgeLeave()
    leave.hold(back: limit(60), at: now) { share }
    #expect(leave.brake(at: now.addingTimeInterval(59.9 + 10 * share)) != nil)
    #expect(leave.brake(at: now.addingTimeInterval(60.1 + 10 * share)) == nil)
    #expect(ForgeLeave.spread(of: 3600) == 20)
  }

  @Test("keeps its moment when it is told again, and takes another for a later end")
  func again() {
    var leave = ForgeLeave()
    leave.hold(back: limit(60), at: now) { 0 }
    leave.hold(back: limit(60), at: now.addingTimeInterval(59)) { 1 }
    #expect(leave.brake(at: now.addingTimeInterval(60)) == nil)
    leave.hold(back: limit(120), at: now.addingTimeInterval(60)) { 1 }
    #expect(leave.brake(at: now.addingTimeInterval(129)) != nil)
    #expect(leave.brake(at: now.addingTimeInterval(130)) == nil)
  }

  @Test("that another Worker met holds back every request, also after the deadline; other brakes hold back none")
  func shared() throws {
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    let bench = try WorkerBench(deadline: start.addingTimeInterval(-60))
    bench.effects.on("gh", give: .init(end: .exited(.success)), .init(end: .exited(.success)))
    let forge = HeldBackEffects(bench.effects, waitForLeave: bench.patience.waitForForge)

    try bench.order([limit(600, .usageLimit, from: start), limit(600, .operator, from: start)])
    _ = try forge.run(GH.version)
    #expect(bench.effects.now == start)

    try bench.order([limit(60, from: start)])
    _ = try forge.run(GH.version)
    #expect((60...72).contains(bench.effects.now.timeIntervalSince(start)))
    let waits = bench.told().compactMap { if case .waiting(let brake) = $0 { brake.map(\.reason) } else { nil } }
    #expect(waits == [.forgeLimit])
  }
}
