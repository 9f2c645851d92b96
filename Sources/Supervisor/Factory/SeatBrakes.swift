#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBFailures
import KBProtocol
import KBState
import KBText

/// What holds workers back, and who is told of it.
extension Seating {
  /// Takes off the brakes that are over, and follows what the operator does with `kb brake` and what sessions were told of
  /// usage limits. By the wall clock, which a suspended machine's clock follows on its return.
  mutating func look(operatorsBrake: Brake?, words: UsageLimitWords, at now: Date) -> [Action] {
    let newlyHeld = limits.take(words, at: now)
    let changes = brakes.changes(
      at: now, operatorsBrake: operatorsBrake, usageLimits: plan.agents.compactMap(words.brakeForAll),
      linger: rules.brakeLinger.inSeconds)
    var actions: [Action] = []
    for brake in changes.off {
      brakes.remove(brake)
      actions += shareWithAll() + [.tell(.brakeOff(brake: brake))]
    }
    for brake in changes.on { actions += putOn(brake) }
    if limits.hasChanged { actions += shareWithAll() }
    for (prd, brake) in newlyHeld where !(all[prd]?.hasWorker ?? false) {
      actions.append(note(prd, "waits for the \(brake.text(at: now)), or until you type: kb brake off"))
    }
    return actions + admit(at: now)
  }

  /// Shares a limit that one worker met with all of them. One that is met again at its end, such as a full disk, goes on.
  mutating func putOn(_ brake: Brake) -> [Action] {
    let before = brakes
    brakes.add(brake)
    guard brakes != before else { return [] }
    let event = before.hasSame(as: brake) ? RunEvent.brakeExtended(brake: brake) : .brakeOn(brake: brake)
    // Workers must not wait for the files that the event is written to.
    return shareWithAll() + [.tell(event)]
  }

  /// What a worker must wait for.
  func brakes(of prd: PRDName) -> BrakeSet {
    limits.brakes(of: prd, brakes, isLent: all[prd]?.current?.isLent ?? false)
  }

  /// Tells a worker what it must wait for.
  func share(with prd: PRDName) -> Action { .share(brakes(of: prd), with: prd) }

  private func shareWithAll() -> [Action] { withWorker.map(share(with:)) }
}
