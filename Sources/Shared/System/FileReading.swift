#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Files {
  /// Why a file was not read.
  package enum ReadFailure: Error, Equatable {
    case missing
    /// It is a folder, a pipe, a device or a socket.
    case notAFile
    /// It is larger than the limit, in bytes.
    case tooLarge(limit: Int)
    case system(SystemFailure)

    /// The reason as a part of a sentence.
    package var why: String {
      switch self {
      case .missing: "there is no such file"
      case .notAFile: "it is not a regular file"
      case .tooLarge(let limit): "it is larger than \(limit / 1024) KiB"
      case .system(let failure): failure.description
      }
    }
  }

  /// The bytes of a regular file of at most `limit` bytes, for other people's files: never waits for a pipe or device.
  /// Follows symbolic links: resolve the path first where it must not leave a folder.
  package static func read(_ path: String, limit: Int) throws(ReadFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let failure = SystemFailure("open \(path)")
      throw failure.isMissing ? .missing : .system(failure)
    }
    defer { Descriptor.close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw .system(SystemFailure("stat \(path)")) }
    guard info.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    let bytes = rest(of: descriptor, limit: limit + 1)
    guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
    return bytes
  }

  /// The first `limit` bytes of a file of krutrimbox's own, or of the system; nil where it can't be opened.
  package static func bytes(_ path: String, limit: Int = 64 << 20) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Descriptor.close(descriptor) }
    return rest(of: descriptor, limit: limit)
  }

  /// The last `limit` bytes of such a file; nil where it can't be opened.
  package static func lastBytes(_ path: String, limit: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Descriptor.close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    lseek(descriptor, off_t(max(0, size - limit)), SEEK_SET)
    return rest(of: descriptor, limit: limit)
  }

  /// `bytes` as text; what is not UTF-8 is repaired.
  package static func text(_ path: String, limit: Int = 64 << 20) -> String? {
    bytes(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
  }

  /// At most `limit` bytes from where the descriptor stands; fewer where reading fails.
  private static func rest(of descriptor: Int32, limit: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < limit, case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) {
      bytes += buffer[0..<count].prefix(limit - bytes.count)
    }
    return bytes
  }
}
