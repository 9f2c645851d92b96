#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBFailures
import KBProtocol
import KBState
import KBText

/// `kb brake`.
struct BrakeCommand: KBCommand {
  let name = "brake"
  let summary = "keep all runs from starting sessions until a time; off lifts this and usage limits"
  let positional: String? = "[TIME|off]"
  let examples = ["kb brake 06:00", "kb brake 2h", "kb brake off", "kb brake"]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    guard arguments.words.count < 2 else {
      throw ExpectedFailure.badArgument("kb brake takes one time, or off.", command: name)
    }
    let state = try StateDirectory(opening: StateDirectory.path(environment: surroundings.environment))
    let brake = OperatorBrake(stateRoot: state.root)
    let limits = UsageLimits(stateRoot: state.root)
    let now = Date()
    switch arguments.words.first {
    case nil: break
    case "off":
      limits.words(at: now).lines(seenFrom: now).forEach { surroundings.print("Taken off: \($0)") }
      try limits.lift()
      try brake.takeOff()
    case let text?:
      guard let time = Deadline(text) else {
        throw ExpectedFailure.badArgument(
          "kb brake takes \(Deadline.forms), or off, not `\(SafeText.line(text))`.", command: name)
      }
      try brake.putOn(until: time.date(after: now, in: .current))
    }
    let held = limits.words(at: now).lines(seenFrom: now)
    held.forEach { surroundings.print("Brake: \($0). Where it is over sooner, such as with more credit: kb brake off") }
    if let on = brake.brake, on.until > now {
      surroundings.print(
        "Brake: no agent session starts before \(TimeText.moment(on.until, seenFrom: now)); running ones continue. "
          + "Take it off: kb brake off")
    } else if held.isEmpty {
      surroundings.print("No brake is on. Put one on: kb brake 06:00")
    }
    return .success
  }
}
