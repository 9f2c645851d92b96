import Foundation
import KBConfiguration
import KBSystem
import TestSupport

/// What a double prints: whole lines, written at once.
enum Output {
  /// Prints a line on standard output.
  static func line(_ text: String) { write(1, text + "\n") }

  /// Prints an event as one line of JSON on standard output.
  static func event(_ value: JSONTree) { line(value.json) }

  /// Prints a line on standard error.
  static func error(_ text: String) { write(2, text + "\n") }

  static func write(_ descriptor: Int32, _ text: String) {
    Descriptor.writeAll(descriptor, Array(text.utf8))
  }
}

/// Files that several processes of one test append to: a line is one `write(2)`, so that lines never mix.
enum Record {
  static func append(_ value: JSONTree, to path: String) {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    Descriptor.writeAll(descriptor, Array((value.json + "\n").utf8))
    close(descriptor)
  }

  static func createDirectory(_ path: String) {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Seconds since 1970 with milliseconds, as every record of the doubles states time.
  static var now: JSONTree { .double((Date().timeIntervalSince1970 * 1000).rounded() / 1000) }
}

/// One process at a time.
enum Exclusive {
  /// Runs `body` while holding the kernel lock on `path`, however long another holder takes.
  static func run<Value>(_ path: String, _ body: () throws -> Value) rethrows -> Value {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return try body()
  }
}

extension String {
  /// The last component of a path.
  var lastPathPart: String { split(separator: "/").last.map(String.init) ?? self }
}
