#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Room on a file system.
package enum FreeDisk {
  /// GiB that this user can still write where `path` is; nil where the system does not tell.
  package static func gibibytes(at path: String) -> Double? {
    var info = statvfs()
    guard statvfs(path, &info) == 0 else { return nil }
    return Double(info.f_bavail) * Double(info.f_frsize) / Double(1 << 30)
  }
}
