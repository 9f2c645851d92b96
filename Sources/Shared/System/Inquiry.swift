package import KBFailures

/// Questions to other programs, for looks at a machine: each is asked once, all run at the same time, and each may take no
/// longer than a common limit.
package final class Inquiry {
  private let runner: ProcessRunner
  private let limit: Duration
  private let running: ParallelCommands<[String]>
  private var asked: Set<[String]> = []

  package init(on runner: ProcessRunner, limit: Duration) {
    (self.runner, self.limit) = (runner, limit)
    running = ParallelCommands(on: runner)
  }

  /// The switches of fault tests.
  package var faults: FaultPoints { runner.faults }

  /// Starts a question, unless it was asked before.
  package func ask(_ command: Command) {
    guard asked.insert(Self.key(command)).inserted else { return }
    running.start(Self.key(command), command.within(limit))
  }

  /// Waits for the answer; asks where nobody has. Throws `StopRequested`.
  package func answer(to command: Command) throws -> Answer {
    ask(command)
    do {
      return .success(try running.result(of: Self.key(command)))
    } catch let failure as ExpectedFailure {
      return .failure(failure)
    }
  }

  /// The absolute path of a program. Throws KB-M001 where it is missing.
  package func find(_ program: String) throws(ExpectedFailure) -> String { try runner.find(program) }

  /// Ends all that run.
  package func stop() { running.stop() }

  private static func key(_ command: Command) -> [String] { [command.program] + command.arguments }
}
