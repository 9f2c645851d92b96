import Foundation
import Shared

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
    guard let pipe = try? Descriptor.pipe() else { return Result(status: 127, output: "no pipe") }
    defer { close(pipe.reader) }
    let pid: Int32
    do {
      pid = try start([1: pipe.writer, 2: pipe.writer])
    } catch {
      close(pipe.writer)
      return Result(status: 127, output: "\(error)")
    }
    close(pipe.writer)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case .bytes(let count) = Descriptor.read(pipe.reader, into: &buffer) { bytes += buffer[0..<count] }
    return Result(status: Child.wait(for: pid), output: String(decoding: bytes, as: UTF8.self))
  }

  /// Starts it in a session of its own.
  func start(_ descriptors: [Int32: Int32]) throws -> Int32 {
    let program = arguments.first ?? ""
    guard let path = Child.find(program, path: environment["PATH"] ?? "") else {
      throw SystemFailure("start \(program)", code: ENOENT)
    }
    return try Spawn.start(
      Spawn.Request(
        path: path, arguments: Array(arguments.dropFirst()), environment: environment, directory: directory,
        descriptors: descriptors))
  }

  /// The end of a child as a shell states it: 128 + signal.
  static func wait(for pid: Int32) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      if errno != EINTR { return 127 }
    }
    return shellStatus(ExitStatus(waitStatus: status))
  }

  static func shellStatus(_ status: ExitStatus) -> Int32 {
    switch status {
    case .code(let value): value
    case .signal(let number): 128 + number
    }
  }

  /// The program file that a shell with this PATH would start.
  static func find(_ program: String, path: String) -> String? {
    if program.contains("/") { return program }
    return path.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
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
