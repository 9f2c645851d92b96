#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A failed system call: what was tried, on what, and the system's reason.
package struct SystemFailure: Error, Equatable, CustomStringConvertible {
  /// The `errno` value.
  package let code: Int32
  /// The call and its subject, such as `open /tmp/x`.
  package let what: String

  package init(_ what: String, code: Int32 = errno) {
    self.code = code
    self.what = what
  }

  package var description: String { "\(what): \(String(cString: strerror(code)))" }

  /// The program or the directory does not exist.
  package var isMissing: Bool { code == ENOENT || code == ENOTDIR }
  /// The disk, or what this user may have of it, is full.
  package var isFull: Bool { code == ENOSPC || code == EDQUOT }
  /// The machine is out of descriptors, processes or memory for now.
  package var isExhausted: Bool { code == EAGAIN || code == ENOMEM || code == EMFILE || code == ENFILE }
}
