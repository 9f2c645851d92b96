#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
import KBText

/// Does a step until it succeeds, as the policy of its failures says: waits out limits that hold for everybody, tries
/// again what may come back, and lets through what only a person can mend.
final class Patience {
  /// Before a session that may meet the same usage limit.
  private static let leastPause = Duration.seconds(60)

  private let effects: any Effects
  private let narrator: Narrator
  /// What the Supervisor says.
  private let word: SupervisorWord
  private let agent: AgentName
  /// For brakes without an end that is known: 1 in earnest, less in fault tests.
  private let scale: Double
  /// No session starts after it; nil is no such time.
  private let deadline: Date?
  /// Brakes that this Worker met itself; the Supervisor's come with its word.
  private var own = BrakeSet()
  /// When this Worker was last told of a usage limit.
  private var lastUsageLimit = Date.distantPast
  /// Keeps a usage limit that was met for this run's end and after, before anybody is told.
  private let keep: (Brake) -> Void
  /// Before this moment no request is sent to the forge.
  private var forgeLeave = ForgeLeave()

  init(
    effects: any Effects, narrator: Narrator, word: SupervisorWord, agent: AgentName, deadline: Date?, scale: Double,
    keep: @escaping (Brake) -> Void = { _ in }
  ) {
    self.keep = keep
    self.deadline = deadline
    self.effects = effects
    self.narrator = narrator
    self.word = word
    self.agent = agent
    self.scale = scale
  }

  /// The result of a step that is no session. Throws its failure when its policy is spent, and `StopRequested`. It waits
  /// for the limit that it meets itself and for no other brake: what is done must be published and told, also after the
  /// deadline.
  func run<Result>(_ step: () throws -> Result) throws -> Result { try run(step, afterBrake: wait(for:)) }

  /// The result of a step that begins a session: it waits for every brake, as `waitForBrakes` does. `onLongWait` is
  /// called once before a brake is waited for.
  func runSession<Result>(onLongWait: () -> Void, _ step: () throws -> Result) throws -> Result {
    try run(step) { _ in try waitForBrakes(onLongWait) }
  }

  private func run<Result>(_ step: () throws -> Result, afterBrake wait: (Brake) throws -> Void) throws -> Result {
    try RetryPlan.byPolicy.attempt(step) { failure, next in
      switch next {
      case .brake(let reason, let orElse): try wait(meet(failure, reason, orElse: orElse))
      case .pause(let planned):
        let delay = planned * Double.random(in: 0.8...1.2)
        narrator.note(
          "\(failure.code.rawValue) \(failure.what) Next try in \(Int(delay.inSeconds.rounded(.up))) s.")
        try effects.wait(delay)
      }
    }
  }

  /// Waits while a brake holds back this Worker's agent. Throws `StopRequested` where no session may start any more: the
  /// run is to stop, its deadline has passed, or its token budget is spent.
  func waitForBrakes(_ onLongWait: () -> Void = {}) throws {
    try requireTime()
    guard blocking != nil else { return }
    onLongWait()
    var told: Brake?
    while let brake = blocking {
      if brake != told { narrator.tell(.waiting(brake: brake)) }
      told = brake
      // The Supervisor may change the brakes meanwhile.
      try effects.wait(.seconds(min(1, max(0.01, brake.until.timeIntervalSince(effects.now)))))
      try requireTime()
    }
    narrator.tell(.waiting(brake: nil))
  }

  /// Waits until no limit of the forge holds back the run, whichever Worker met it, and then for a moment more, so that
  /// not all come back in the same second. Deadline or not: what is done must be told. Throws `StopRequested`.
  func waitForForge() throws {
    var told: Brake?
    while true {
      let now = effects.now
      for brakes in [own, word.brakes()] {
        if let limit = brakes.forgeLimit(at: now) { forgeLeave.hold(back: limit, at: now) { .random(in: 0...1) } }
      }
      guard let brake = forgeLeave.brake(at: now) else { break }
      if brake != told { narrator.tell(.waiting(brake: brake)) }
      told = brake
      try effects.wait(.seconds(min(1, max(0.01, brake.until.timeIntervalSince(now)))))
    }
    if told != nil { narrator.tell(.waiting(brake: nil)) }
  }

  private func wait(for brake: Brake) throws {
    if brake.reason == .forgeLimit { return try waitForForge() }
    narrator.tell(.waiting(brake: brake))
    while effects.now < brake.until {
      try effects.wait(.seconds(min(1, max(0.01, brake.until.timeIntervalSince(effects.now)))))
    }
    narrator.tell(.waiting(brake: nil))
  }

  private func requireTime() throws {
    try effects.wait(.zero)
    guard let why = word.noSessionReason() ?? passedDeadline else { return }
    narrator.note("\(why): no further session is started")
    throw StopRequested()
  }

  private var passedDeadline: String? {
    guard let deadline, effects.now >= deadline else { return nil }
    return "the deadline \(TimeText.hourAndMinute(deadline)) has passed"
  }

  private var blocking: Brake? {
    let now = effects.now
    let own = own.leavingUsageLimits(to: word.brakes(), metAt: lastUsageLimit)
    return [own.blocking(agent, at: now), word.brakes().blocking(agent, at: now)].compactMap { $0 }
      .max { $0.until < $1.until }
  }

  private func meet(_ failure: ExpectedFailure, _ reason: BrakeReason, orElse: Duration) -> Brake {
    let now = effects.now
    // No limit lasts for a month: such an end is in another unit, or damaged.
    let named = failure.until.flatMap { $0 < now.addingTimeInterval(30 * 86_400) ? $0 : nil }
    var until = named ?? now.addingTimeInterval(orElse.inSeconds * scale)
    // An end that has passed by our clock, but not by the vendor's, would be met again at once, and again.
    if reason == .usageLimit {
      until = max(until, now.addingTimeInterval(Self.leastPause.inSeconds * scale))
      until = min(until, now.addingTimeInterval(Brake.longestWord))
    }
    let brake = Brake(
      reason, agent: reason == .usageLimit ? agent : nil, until: until, why: failure.why ?? failure.what)
    narrator.log.line("brake: \(brake.text(at: effects.now))")
    own.add(brake)
    if reason == .usageLimit {
      lastUsageLimit = now
      keep(brake)
    }
    narrator.tell(.brake(brake: brake))
    return brake
  }
}

/// What the Supervisor says at the moment of limits that hold for all.
struct SupervisorWord {
  let brakes: () -> BrakeSet
  /// Why no further session may start; nil while one may.
  let noSessionReason: () -> String?
}
