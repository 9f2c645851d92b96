#if canImport(Glibc)
  import Glibc
#endif

/// The code of this program and its libraries, as this process has it in memory (docs/adr/0021).
package enum ProgramText {
  /// Takes the code off what this process holds resident. What runs next comes back from the page cache, page by page,
  /// so this is for a process that has done much and now waits for long. Does nothing but on Linux.
  package static func release() {
    #if canImport(Glibc)
      // Looked at anew each time: a library may have gone, and something else lie in its place.
      for range in executable(in: Files.text("/proc/self/maps") ?? "") {
        // A private mapping of a file that is never written: what is dropped is read anew (madvise(2)).
        madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, Int32(MADV_DONTNEED))
      }
    #endif
  }

  /// The address ranges of a `/proc/<pid>/maps` (proc(5)) that hold code of files and can't be written. Pure.
  static func executable(in maps: String) -> [Range<UInt>] {
    maps.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 6, words[1] == "r-xp", words[5].hasPrefix("/") else { return nil }
      let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
    }
  }
}
