#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files by their paths: krutrimbox's own, and other people's. What is read of a file stands in `FileReading.swift`.
package enum Files {
  /// The names in a folder, sorted, without `.` and `..`; empty where it can't be read.
  package static func names(in folder: String) -> [String] { (try? list(folder)) ?? [] }

  /// The same, with the reason where it can't be read. A name that is not UTF-8 is repaired. Of more than `limit` names the
  /// system chooses.
  package static func list(_ folder: String, atMost limit: Int = .max) throws(SystemFailure) -> [String] {
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

  /// Whether something has this name, as far as the system tells. A symbolic link is there even if it leads to nothing.
  package static func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  /// False only where certainly nothing has this name.
  package static func mayExist(_ path: String) -> Bool { exists(path) || (errno != ENOENT && errno != ENOTDIR) }

  /// Whether a folder is there. Follows symbolic links.
  package static func isDirectory(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  /// The path without symbolic links; nil where nothing is there, or it can't be reached.
  package static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(validatingCString: resolved)
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
