#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// What holds workers back, and who is told of it.
extension Seats {
  /// A worker told something.
  mutating func heard(_ event: WorkerEvent, of prd: PRDName, at now: Date) -> [Action] {
    let told = Action.tell(.worker(prd: prd, event: event))
    switch event {
    case .brake(let brake) where brake.reason == .usageLimit:
      // Its word alone holds back this PRD (docs/adr/0032). Mostly the worker has kept it already.
      return [told] + [limits.word(of: prd, brake, at: now).map(Action.keep)].compactMap { $0 }
    case .brake(let brake): return [told] + putOn(brake)
    case .waiting(let brake):
      all[prd]?.turn?.saysItWaits = brake != nil
      return [told]
    case .activity(_, isChatter: true): return [told]
    case .activity: return [told] + (slowStart.saw(prd) ? admit(at: now) : [])
    case .sessionEnded(_, let usage, _):
      self.usage = self.usage + usage
      return [told] + checkTokenBudget(at: now)
    case .hello, .claimed, .sandbox, .issue, .phase, .sessionStarted, .published, .pullRequest, .note, .heartbeat,
      .ended:
      return [told]
    }
  }

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
  func brakes(of prd: PRDName) -> Brakes { limits.brakes(of: prd, brakes, isLent: all[prd]?.turn?.isLent ?? false) }

  /// Tells a worker what it must wait for.
  func share(with prd: PRDName) -> Action { .share(brakes(of: prd), with: prd) }

  private func shareWithAll() -> [Action] { withWorker.map(share(with:)) }
}
