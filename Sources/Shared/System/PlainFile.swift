#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Other people's files: read within a limit, with the reason where that fails, and never waiting for a pipe or device.
package enum PlainFile {
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

  /// The bytes of a regular file of at most `limit` bytes. Follows symbolic links: resolve the path first where it
  /// must not leave a folder.
  package static func read(_ path: String, limit: Int) throws(ReadFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let failure = SystemFailure("open \(path)")
      throw failure.isMissing ? .missing : .system(failure)
    }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw .system(SystemFailure("stat \(path)")) }
    guard info.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) {
      bytes += buffer[..<count]
      if bytes.count > limit { throw .tooLarge(limit: limit) }
    }
    return bytes
  }

  /// The path without symbolic links; nil where nothing is there, or it can't be reached.
  package static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
  }

  /// False only where certainly nothing has this name. A symbolic link is there even if it leads to nothing.
  package static func mayExist(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0 || (errno != ENOENT && errno != ENOTDIR)
  }

  /// The names in a folder, sorted, without `.` and `..`. A name that is not UTF-8 is repaired. Of more than `limit` names
  /// the system chooses.
  package static func names(in folder: String, atMost limit: Int = .max) throws(SystemFailure) -> [String] {
    guard let stream = opendir(folder) else { throw SystemFailure("open \(folder)") }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < limit, let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
