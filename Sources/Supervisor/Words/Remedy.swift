import KBFailures
import KBProtocol

/// What a person does so that a PRD goes on: the one place for the terminal, the report, its page and notifications.
/// Pure; titles and failures in it come from outside.
struct Remedy: Equatable, Sendable {
  /// A sentence without its full stop, or with a colon where the command follows; nil where there is nothing to say.
  let text: String?
  /// What is typed; nil where there is nothing to type.
  let command: String?

  /// Both in one line; nil where there is nothing to do.
  var line: String? {
    let all = [text, command].compactMap { $0 }
    return all.isEmpty ? nil : all.joined(separator: " ")
  }

  /// Of a PRD that has its outcome.
  init(_ outcome: FactoryRunOutcome, prd: Int) {
    let again = Self.again(prd)
    (text, command) =
      switch outcome {
      case .delivered(_, nil): ("review it and merge it", nil)
      case .delivered: ("merge the base branch into it, review it and merge it", nil)
      case .notReady:
        ("push what is missing to its branch, or take it out of draft if it is good as it is, then:", again)
      case .paused(let issue, let title):
        ("close #\(issue) \"\(title)\" or push a commit with \"Refs #\(issue)\", then:", again)
      case .blocked(let issue, let title, let blockers): ("\(BlockedRemedy.text(issue, title, blockers)), then:", again)
      // Its fix ends with what is typed: without the flag a run would start no session.
      case .failed(_, let failure) where failure.code == FailureCode.sessionCeilingReached.rawValue:
        ("fix: \(failure.fix.replacing(" \(again) --raise", with: ""))", "\(again) --raise")
      case .failed(_, let failure), .unchanged(_, _, let failure): ("fix: \(failure.fix)", again)
      case .stopped: ("go on with:", again)
      case .skipped, .heldElsewhere: (nil, nil)
      }
  }

  /// Of one without an outcome.
  init(withoutOutcome status: PRDStatus, prd: Int) {
    (text, command) =
      switch status {
      case .cutOff: ("nothing is lost; go on with:", Self.again(prd))
      case .notStarted: (nil, Self.again(prd))
      case .waiting, .running, .restarting, .delivered, .notReady, .paused, .blocked, .unchanged, .failed, .skipped,
        .held, .stopped:
        (nil, nil)
      }
  }

  /// The run that goes on with a PRD.
  private static func again(_ prd: Int) -> String { "kb run --prd \(prd)" }

  /// What shows why a PRD failed. `prd` as a command takes it; nil `run` is the newest.
  static func logs(_ prd: String, run: String? = nil) -> String {
    "kb logs \(prd)" + (run.map { " --run \($0)" } ?? "")
  }
}
