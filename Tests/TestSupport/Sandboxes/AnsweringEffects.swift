package import Foundation
package import KBSystem

/// Answers commands from a list, and remembers them: for decisions about what other programs say.
package final class AnsweringEffects: Effects {
  private var answers: [CommandResult]
  package private(set) var commands: [Command] = []
  package private(set) var waits: [Duration] = []
  package let environment: [String: String] = [:]
  package let now = Date(timeIntervalSince1970: 0)
  /// Whether the run is being stopped: no wait begins any more.
  package var isStopping = false

  /// The answers, in the order of the calls. A call too many ends with status 99.
  package init(_ answers: CommandResult...) { self.answers = answers }

  package func run(_ command: Command, observe: @escaping (OutputLine) -> Bool) throws -> CommandResult {
    commands.append(command)
    return answers.isEmpty ? .failed(99, "no answer is left") : answers.removeFirst()
  }

  package func wait(_ duration: Duration) throws {
    if isStopping { throw StopRequested() }
    waits.append(duration)
  }
}

extension CommandResult {
  /// Status 0 with this output.
  package static func printed(_ output: String, errors: String = "") -> CommandResult {
    CommandResult(end: .exited(.success), output: output, errors: errors)
  }

  /// Another status, with this text on standard error.
  package static func failed(_ status: Int32 = 1, _ errors: String) -> CommandResult {
    CommandResult(end: .exited(.code(value: status)), errors: errors)
  }
}
