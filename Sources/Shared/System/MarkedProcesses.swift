#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Processes of this user that carry a variable in the environment they were started with. Children inherit it, also
/// those that have left their session, so it finds what a kill of a process group misses.
package enum MarkedProcesses {
  /// The ids of all that carry `variable=value`, without this process.
  package static func find(_ variable: String, _ value: String) -> [Int32] {
    var looked: Set<Int32> = [getpid()]
    var found: [Int32] = []
    // One that ended before its turn may have started another meanwhile: it is over when no process is new.
    for _ in 0..<1000 {
      let new = processes().filter { looked.insert($0).inserted }
      guard !new.isEmpty else { break }
      found += new.filter { has($0, variable, value) }
    }
    return found
  }

  /// Whether a process carries `variable=value`.
  package static func has(_ pid: Int32, _ variable: String, _ value: String) -> Bool {
    let mark = "\(variable)=\(value)".utf8
    return environment(of: pid).split(separator: 0).contains { $0.elementsEqual(mark) }
  }

  /// Ends them all: terminate, `grace`, kill. New ones that appear meanwhile are ended too. Returns the ids of those
  /// that are still there after `patience` more, since a loaded machine takes its time; empty is success.
  package static func end(
    _ variable: String, _ value: String, grace: Duration = .seconds(2), patience: Duration = .seconds(10)
  ) -> [Int32] {
    var told: Set<Int32> = []
    let clock = SuspendingClock()
    let killTime = clock.now.advanced(by: grace)
    var firstKill: SuspendingClock.Instant?
    while true {
      let isOver = firstKill.map { clock.now >= $0.advanced(by: patience) } ?? false
      let left = find(variable, value)
      if left.isEmpty || isOver { return left }
      if firstKill == nil && clock.now >= killTime { firstKill = clock.now }
      for pid in left {
        if firstKill != nil {
          kill(pid, SIGKILL)
        } else if told.insert(pid).inserted {
          kill(pid, SIGTERM)
        }
      }
      poll(nil, 0, 25)
    }
  }

  #if canImport(Glibc)
    private static func processes() -> [Int32] { Files.names(in: "/proc").compactMap { Int32($0) } }

    /// Empty for other users' processes and for ended ones. A process that is at `execve` shows none for a moment, on a
    /// busy machine for a long one. It is looked at again, for it must not pass for one that is not ours.
    private static func environment(of pid: Int32) -> [UInt8] {
      let lastTime = SuspendingClock().now.advanced(by: .seconds(2))
      while let bytes = Files.read("/proc/\(pid)/environ") {
        guard bytes.isEmpty, ProcessTable.hasEnvironment(pid), SuspendingClock().now < lastTime else { return bytes }
        sched_yield()
      }
      return []
    }
  #else
    private static func processes() -> [Int32] {
      let count = proc_listallpids(nil, 0)
      guard count > 0 else { return [] }
      var pids = [Int32](repeating: 0, count: Int(count) + 64)
      let found = proc_listallpids(&pids, Int32(pids.count * MemoryLayout<Int32>.size))
      return pids.prefix(Int(max(0, found))).filter { $0 > 0 }
    }

    /// Arguments and environment as the kernel keeps them; the system hides those of its own protected programs.
    private static func environment(of pid: Int32) -> [UInt8] {
      var name: [Int32] = [CTL_KERN, KERN_PROCARGS2, pid]
      var size = 0
      guard sysctl(&name, 3, nil, &size, nil, 0) == 0, size > 0 else { return [] }
      var buffer = [UInt8](repeating: 0, count: size)
      guard sysctl(&name, 3, &buffer, &size, nil, 0) == 0 else { return [] }
      return Array(buffer.prefix(size))
    }
  #endif
}
