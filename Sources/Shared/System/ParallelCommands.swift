import KBFailures

/// Commands that run at the same time as children of one event loop. While they run, the loop may serve other work too,
/// such as a `ProcessRunner` on it.
package final class ParallelCommands<Key: Hashable> {
  private let runner: ProcessRunner
  private var running: [Key: RunningCommand] = [:]
  private var failures: [Key: ExpectedFailure] = [:]

  /// Programs are found, and get their environment, as the runner's do.
  package init(on runner: ProcessRunner) {
    self.runner = runner
  }

  /// Starts a command at once. A program that is missing or can't be started is the command's answer.
  package func start(_ key: Key, _ command: Command) {
    do {
      running[key] = try RunningCommand(
        command, path: try runner.find(command.program), environment: runner.environment, faults: runner.faults,
        on: runner.loop, { _ in true })
    } catch {
      failures[key] = error
    }
  }

  /// Ends all that run; their answer is `stopped`.
  package func stop() {
    for command in running.values where command.result == nil { command.end(.stopped, with: .atOnce) }
  }

  /// Waits for a command. Throws KB-M001 or KB-M002 where it could not be started, `StopRequested` where it never was or
  /// was stopped.
  package func result(of key: Key) throws -> CommandResult {
    if let failure = failures[key] { throw failure }
    guard let command = running[key] else { throw StopRequested() }
    runner.loop.run { command.result != nil }
    guard let result = command.result, result.end != .stopped else { throw StopRequested() }
    return result
  }
}
