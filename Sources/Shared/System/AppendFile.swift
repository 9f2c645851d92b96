#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that only grows. Mode 0600.
package final class AppendFile {
  /// For a child that appends to the file as well.
  package let descriptor: Int32
  package let path: String
  /// How much of it is certainly on the disk.
  private var syncedSize: off_t

  /// Opens it, creating it where it is missing.
  package init(_ path: String) throws(SystemFailure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    syncedSize = descriptor >= 0 ? lseek(descriptor, 0, SEEK_END) : 0
    guard descriptor >= 0 else { throw SystemFailure("open \(path)") }
  }

  deinit { Descriptor.close(descriptor) }

  /// Appends bytes; with `synced` they are on the disk when it returns. Throws when the disk is full.
  package func append(_ bytes: [UInt8], synced: Bool = false) throws(SystemFailure) {
    guard Descriptor.writeAll(descriptor, bytes) else { throw SystemFailure("write \(path)") }
    guard synced else { return }
    guard Descriptor.sync(descriptor) else { throw SystemFailure("sync \(path)") }
    syncedSize = lseek(descriptor, 0, SEEK_END)
  }

  /// Its length in bytes.
  package var size: Int { Int(lseek(descriptor, 0, SEEK_END)) }

  /// Takes back what was appended since it had this size. Nobody else may append to it meanwhile.
  package func cut(to size: Int) { _ = ftruncate(descriptor, off_t(size)) }

  /// For fault tests: the file as it is after a power cut, without what was appended and not synced.
  package func loseUnsynced() { _ = ftruncate(descriptor, syncedSize) }
}
