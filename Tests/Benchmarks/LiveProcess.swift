#if os(Linux)
  import Foundation
  import KBSystem

  /// What the kernel tells of a process that runs.
  struct LiveProcess {
    private let folder: String

    init(_ pid: Int32) { folder = "/proc/\(pid)" }

    /// A line of `status`: `VmRSS` is what is resident, `VmHWM` the most that ever was, `RssAnon` what no file backs.
    func megabytes(_ key: String) -> Double {
      let line = text("status").split(separator: "\n").first { $0.hasPrefix(key + ":") }
      return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
    }

    /// Seconds that it was on a processor, to the nanosecond: `stat` counts in steps of 10 ms, of which an idle process
    /// may never be charged one.
    var processorSeconds: Double {
      (text("schedstat").split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e9
    }

    /// Whether it waits for something that is not a disk.
    var isAsleep: Bool { text("status").contains("\nState:\tS") }

    /// Whether it is gone, or dead and only not waited for yet.
    var hasEnded: Bool { text("status").isEmpty || text("status").contains("\nState:\tZ") }

    private func text(_ name: String) -> String { Files.text("\(folder)/\(name)") ?? "" }
  }
#endif
