#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBFailures
import KBSystem

/// Files that a command makes for the user. Nothing that exists is ever overwritten.
enum NewFiles {
  /// Makes a folder where it is missing. Throws KB-M004.
  static func makeFolder(_ path: String) throws(ExpectedFailure) {
    guard mkdir(path, 0o755) != 0, errno != EEXIST else { return }
    throw .folderUnusable(path, SystemFailure("make it").description)
  }

  /// Writes a new file. Throws KB-M004 where it exists or can't be written.
  static func write(_ path: String, _ bytes: [UInt8], executable: Bool = false) throws(ExpectedFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, executable ? 0o755 : 0o644)
    guard descriptor >= 0 else { throw .folderUnusable(path, SystemFailure("write it").description) }
    defer { Descriptor.close(descriptor) }
    guard Descriptor.writeAll(descriptor, bytes) else {
      throw .folderUnusable(path, SystemFailure("write it").description)
    }
  }
}
