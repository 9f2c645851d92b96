package import KBFailures

extension ProcessRunner {
  /// Starts a command and returns at once; `onEnd` gets its end, from the event loop. Its limits hold, an order to stop
  /// does not reach it. Throws KB-M001 or KB-M002.
  package func start(_ command: Command, onEnd: @escaping (CommandResult) -> Void) throws(ExpectedFailure) {
    let running = try RunningCommand(
      command, path: try find(command.program), environment: environment, faults: faults, on: loop, { _ in true })
    // The loop keeps it until it has ended.
    running.onEnd = onEnd
  }
}
