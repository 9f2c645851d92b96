import Foundation
import KBSystem
import TestSupport

/// A program that a double runs to its end, with both outputs in one text.
struct Child {
  var arguments: [String]
  var directory: String?
  var environment = ProcessInfo.processInfo.environment

  struct Result {
    let status: Int32
    let output: String
    var succeeded: Bool { status == 0 }
  }

  /// Runs it and waits. A program that does not start ends with 127, as in a shell.
  func run() -> Result {
    var command = ShortCommand(arguments, environment: environment, directory: directory)
    command.limitMilliseconds = .max
    let result = command.run()
    return Result(status: Int32(result.status), output: result.text + result.errorText)
  }

  /// Starts it in a session of its own.
  func start(_ descriptors: [Int32: Int32]) throws -> Int32 {
    let program = arguments.first ?? ""
    guard let path = ShortCommand.find(program, environment) else {
      throw SystemFailure("start \(program)", code: ENOENT)
    }
    return try Spawn.start(
      Spawn.Request(
        path: path, arguments: Array(arguments.dropFirst()), environment: environment, directory: directory,
        descriptors: descriptors))
  }

  /// The end of a process as a shell states it: 128 + signal.
  static func shellStatus(_ status: ExitStatus) -> Int32 {
    switch status {
    case .code(let value): value
    case .signal(let number): 128 + number
    }
  }

  /// The program file that a shell with this PATH would start.
  static func find(_ program: String, path: String) -> String? {
    ShortCommand.find(program, ["PATH": path])
  }

  /// Runs git in a directory, trusting it whoever owns it.
  static func git(_ arguments: [String], in directory: String?) -> Result {
    var environment = ProcessInfo.processInfo.environment
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"] { environment[name] = nil }
    return Child(
      arguments: ["git", "-c", "safe.directory=*"] + arguments, directory: directory, environment: environment
    ).run()
  }
}
