#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a file of the world could not be used.
package struct WorldFileError: Error, CustomStringConvertible {
  package let description: String

  init(description: String) { self.description = description }

  init(_ path: String) { description = "\(path): \(String(cString: strerror(errno)))" }
}

/// The kernel lock that makes one request at a time the world's only reader and writer; freed with the last reference.
final class WorldLock {
  private let descriptor: CInt

  /// Waits for the lock.
  init(path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WorldFileError(path) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        close(descriptor)
        throw WorldFileError(path)
      }
    }
  }

  deinit { close(descriptor) }
}

/// Files that many processes write whole lines to.
enum AppendOnlyFile {
  /// Appends the bytes in one write.
  static func append(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WorldFileError(path) }
    defer { close(descriptor) }
    guard bytes.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == bytes.count else {
      throw WorldFileError(path)
    }
  }
}

/// The real time, and how GitHub writes it.
package enum WorldClock {
  /// Whole seconds since 1970.
  package static var now: Int { Int(time(nil)) }

  /// Seconds since 1970 with their fraction.
  package static var preciseNow: Double {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
  }

  /// `2026-01-31T09:05:00Z`.
  package static func iso(_ seconds: Int) -> String { format(seconds, "%Y-%m-%dT%H:%M:%SZ") }

  /// `Sat, 31 Jan 2026 09:05:00 GMT`, for the Date header.
  package static func http(_ seconds: Int) -> String { format(seconds, "%a, %d %b %Y %H:%M:%S GMT") }

  private static func format(_ seconds: Int, _ pattern: String) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    var text = [CChar](repeating: 0, count: 64)
    let length = strftime(&text, text.count, pattern, &parts)
    return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
