#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Who a process id belongs to. An id that a file names may have been given to another program meanwhile.
package enum ProcessIdentity {
  /// The file name of the program that a process of this user runs; nil where there is none, or it can't be seen.
  package static func program(of pid: Int32) -> String? {
    guard pid > 1 else { return nil }
    #if canImport(Glibc)
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = readlink("/proc/\(pid)/exe", &buffer, buffer.count)
      guard count > 0 else { return nil }
      let path = String(decoding: buffer[0..<count], as: UTF8.self)
      // A program that was built again while it runs.
      let plain = path.hasSuffix(" (deleted)") ? String(path.dropLast(10)) : path
    #else
      // proc_pidpath fails once the file was replaced, for it asks the file system anew. This is the name that the program
      // was started by (xnu, bsd/kern/proc_info.c, proc_pidbsdinfo), cut to 31 bytes.
      guard let plain = DarwinProcess(pid)?.name else { return nil }
    #endif
    return plain.split(separator: "/").last.map(String.init)
  }

  /// Asks a process to end (SIGTERM). False where it is gone or not this user's.
  @discardableResult
  package static func terminate(_ pid: Int32) -> Bool { pid > 1 && kill(pid, SIGTERM) == 0 }
}
