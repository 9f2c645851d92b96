import Foundation
import KBDomain
import KBFailures
import KBProtocol
import Testing

@Suite("The brakes of a run")
struct BrakeChangeTests {
  private let now = Date(timeIntervalSince1970: 1000)

  private func brake(_ reason: BrakeReason, _ seconds: Double) -> Brake {
    Brake(reason, until: now.addingTimeInterval(seconds), why: "")
  }

  @Test("come off when they are over, and no sooner")
  func over() {
    let brakes = BrakeSet([brake(.disk, 0), brake(.forgeLimit, 1)])
    let changes = brakes.changes(at: now, operatorsBrake: nil)
    #expect(changes.off == [brake(.disk, 0)] && changes.on.isEmpty)
  }

  @Test("stay a while after their end, so that a limit that is met again is the same one; the operator's does not")
  func linger() {
    let brakes = BrakeSet([brake(.disk, -29), brake(.forgeLimit, -30), brake(.operator, -1)])
    let changes = brakes.changes(at: now, operatorsBrake: nil, linger: 30)
    #expect(changes.off == [brake(.forgeLimit, -30), brake(.operator, -1)])
    #expect(brakes.hasSame(as: brake(.disk, 60)) && !brakes.hasSame(as: brake(.sandbox, 60)))
    #expect(brakes.blocking(.codex, at: now) == nil)
  }

  @Test("leave a usage limit to whoever has heard of it, not to a word about an earlier one")
  func ownUsageLimit() {
    let own = BrakeSet([brake(.usageLimit, 60)])
    func left(to told: Double) -> [Brake] {
      own.leavingUsageLimits(to: BrakeSet([brake(.usageLimit, told)]), metAt: now).all
    }
    #expect(left(to: -1) == own.all && left(to: 0) == own.all)
    // The same one, and one that a person has lifted five seconds after it was met.
    #expect(left(to: 60).isEmpty && left(to: 5).isEmpty)
  }

  @Test("follow the operator: on, the same, sooner, later, off, over")
  func operatorsBrake() {
    let hour = brake(.operator, 3600)
    let none = BrakeSet([brake(.disk, 60)])
    let on = BrakeSet([brake(.disk, 60), hour])
    func changes(_ brakes: BrakeSet, _ wanted: Brake?) -> [[Brake]] {
      let changes = brakes.changes(at: now, operatorsBrake: wanted)
      return [changes.off, changes.on]
    }
    #expect(changes(none, hour) == [[], [hour]])
    #expect(changes(on, hour) == [[], []])
    #expect(changes(on, brake(.operator, 60)) == [[hour], [brake(.operator, 60)]])
    #expect(changes(on, brake(.operator, 7200)) == [[hour], [brake(.operator, 7200)]])
    #expect(changes(on, nil) == [[hour], []])
    #expect(changes(on, brake(.operator, 0)) == [[hour], []])
    #expect(changes(none, brake(.operator, -5)) == [[], []])
  }

  @Test("lose one that is taken off early, and nothing else")
  func remove() {
    var brakes = BrakeSet([brake(.disk, 60), brake(.operator, 3600)])
    brakes.remove(brake(.operator, 3600))
    #expect(brakes.all == [brake(.disk, 60)])
  }
}
