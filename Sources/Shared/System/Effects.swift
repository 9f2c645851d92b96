#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Everything a process does to the world but files: run a program, tell the time, wait.
package protocol Effects: AnyObject {
  /// Runs a command to its end. `observe` sees every line as it comes and says whether it is a sign of progress.
  /// Throws `StopRequested` when an order to stop came before it could start, `ExpectedFailure` when the program
  /// is missing or can't be started. An unsuccessful end is a result, not an error.
  func run(_ command: Command, observe: @escaping (OutputLine) -> Bool) throws -> CommandResult

  /// Waits. Throws `StopRequested` when an order to stop comes meanwhile.
  func wait(_ duration: Duration) throws

  /// Does two things of which neither needs the other, and returns both results. `second` is done while the first
  /// command of `first` runs, where the implementation can; both are done though one fails. Throws the failure of
  /// `first`, else that of `second`.
  func together<First, Second>(
    _ first: () throws -> First, _ second: @escaping () throws -> Second
  ) throws -> (First, Second)

  /// What every command gets, besides its own additions.
  var environment: [String: String] { get }

  /// The wall clock, for people and for reset times.
  var now: Date { get }
}

extension Effects {
  package func run(_ command: Command) throws -> CommandResult {
    try run(command) { _ in true }
  }

  package func together<First, Second>(
    _ first: () throws -> First, _ second: @escaping () throws -> Second
  ) throws -> (First, Second) {
    let (one, other) = (Result { try first() }, Result { try second() })
    return (try one.get(), try other.get())
  }
}

/// The operator, a signal or a lost Supervisor asks this process to end with everything resumable.
package struct StopRequested: Error, Equatable {
  package init() {}
}
