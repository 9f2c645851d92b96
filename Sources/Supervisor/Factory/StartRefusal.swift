import KBFailures
import KBSystem

/// The system would not start a worker.
struct StartRefusal: Equatable, Sendable {
  /// The system's reason.
  let failure: SystemFailure
  /// Absolute path of the worker program.
  let program: String
  /// Whether the program is there. What is missing may be something else that it needs.
  let programExists: Bool

  /// How often a start is tried while the system lacks something, before that counts as a failure.
  static let limit = 8

  /// How long to wait before the next start, after so many refusals; nil where waiting is of no use. What the system lacks
  /// for now may come back.
  func pause(after refusals: Int) -> Duration? {
    failure.isExhausted && refusals < Self.limit ? .seconds(min(60, 1 << (refusals - 1))) : nil
  }

  /// As it is told.
  var diagnosed: DiagnosedFailure {
    DiagnosedFailure(
      failure.isMissing && !programExists ? .workerProgramMissing(program) : .cannotStart(program, failure))
  }
}
