#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Small files of krutrimbox's own: read whole, written so that they are never seen half.
package enum Files {
  /// Names in a directory without `.` and `..`, sorted; empty where it can't be read.
  package static func names(in directory: String) -> [String] {
    guard let handle = opendir(directory) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The first `limit` bytes of a file; nil where it can't be opened.
  package static func read(_ path: String, limit: Int = 64 << 20) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Descriptor.close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit, case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) {
      bytes += buffer[0..<count].prefix(limit - bytes.count)
    }
    return bytes
  }

  /// The last `limit` bytes of a file; nil where it can't be opened.
  package static func readEnd(_ path: String, limit: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Descriptor.close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    lseek(descriptor, off_t(max(0, size - limit)), SEEK_SET)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit, case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) {
      bytes += buffer[0..<count].prefix(limit - bytes.count)
    }
    return bytes
  }

  package static func text(_ path: String, limit: Int = 64 << 20) -> String? {
    read(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
  }

  package static func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  package static func isDirectory(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  /// How the file ends that `replace` writes first.
  package static let unfinishedSuffix = ".new"

  /// Replaces a file as a whole: written beside it, synced, renamed. Mode 0600. Without `synced` a power cut may leave it
  /// empty: for what is soon written again.
  package static func replace(_ path: String, with bytes: [UInt8], synced: Bool = true) throws(SystemFailure) {
    let temporary = "\(path).\(getpid())\(unfinishedSuffix)"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SystemFailure("write \(path)") }
    let isWritten = Descriptor.writeAll(descriptor, bytes) && (!synced || Descriptor.sync(descriptor))
    let failure = SystemFailure("write \(path)")
    Descriptor.close(descriptor)
    guard isWritten else {
      unlink(temporary)
      throw failure
    }
    guard rename(temporary, path) == 0 else {
      let failure = SystemFailure("replace \(path)")
      unlink(temporary)
      throw failure
    }
  }
}

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
