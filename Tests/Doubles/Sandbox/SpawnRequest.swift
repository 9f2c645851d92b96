import Foundation
import KBSystem

/// A process that the sbx daemon is asked to start, so that it belongs to no caller of sbx.
struct SpawnRequest: Codable {
  var path: String
  var arguments: [String]
  var environment: [String: String]
  var directory: String?
  /// Files that become descriptors of the process; what is not named is `/dev/null`.
  var files: [Int32: String] = [:]

  /// Starts it as a child of this process.
  func start() throws -> Int32 {
    var descriptors: [Int32: Int32] = [:]
    defer { descriptors.values.forEach { close($0) } }
    for (number, file) in files {
      let opened = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard opened >= 0 else { throw SystemFailure("open \(file)") }
      descriptors[number] = fcntl(opened, F_DUPFD_CLOEXEC, 10)
      close(opened)
    }
    return try Spawn.start(
      Spawn.Request(
        path: path, arguments: arguments, environment: environment, directory: directory, descriptors: descriptors))
  }
}

/// What the daemon answers: a process id or the reason why there is none.
struct SpawnReply: Codable {
  var pid: Int32?
  var failure: String?
}
