#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The directory that this process was started in. Read once, in the entry point.
package enum WorkingDirectory {
  /// Absolute; `/` where it was removed.
  package static var current: String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let isKnown = buffer.withUnsafeMutableBytes { raw in
      raw.baseAddress.map { getcwd($0.assumingMemoryBound(to: CChar.self), raw.count) != nil } ?? false
    }
    return isKnown ? String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self) : "/"
  }
}
