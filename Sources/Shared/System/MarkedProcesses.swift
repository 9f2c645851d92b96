#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Processes of this user that carry a variable in the environment they were started with. Children inherit it, also
/// those that have left their session, so it finds what a kill of a process group misses. One that shows no environment is
/// known by its session, its parent or its working folder.
package enum MarkedProcesses {
  /// The ids of all that carry `variable=value`, without this process. `folder`, a resolved path, is one in which nobody
  /// else works: what shows no environment and is at work there belongs to them, too.
  package static func find(_ variable: String, _ value: String, in folder: String? = nil) -> [Int32] {
    let mark = "\(variable)=\(value)".utf8
    var looked: Set<Int32> = [getpid()]
    var seen: [SeenProcess] = []
    // One that ended before its turn may have started another meanwhile: it is over when no process is new.
    for _ in 0..<1000 {
      let new = processes().filter { looked.insert($0).inserted }
      guard !new.isEmpty else { break }
      seen += new.compactMap { SeenProcess($0, mark: mark) }
    }
    return belonging(seen, ownSession: getsid(0), folder: folder)
  }

  /// Whether a process carries `variable=value`.
  package static func has(_ pid: Int32, _ variable: String, _ value: String) -> Bool {
    SeenProcess(pid, mark: "\(variable)=\(value)".utf8)?.mark == .found
  }

  /// Those that are marked, and of those without an environment what certainly goes with them: in a session of theirs,
  /// started by them, or at work in their folder. A session does not count where it is the looker's, or is led by a process
  /// with another environment. What has a terminal is a person's: their shell may stand in the folder. Pure.
  static func belonging(_ seen: [SeenProcess], ownSession: Int32, folder: String?) -> [Int32] {
    let strangers = Set(seen.filter { $0.mark == .missing }.map(\.pid))
    var found = Set(seen.filter { $0.mark == .found }.map(\.pid))
    var sessions: Set<Int32> = []
    func count(_ process: SeenProcess) {
      let session = process.session
      if session > 1, session != ownSession, !strangers.contains(session) { sessions.insert(session) }
    }
    seen.filter { $0.mark == .found }.forEach(count)
    var hidden = seen.filter { $0.mark == .hidden && !$0.hasTerminal }
    while true {
      let more = hidden.filter {
        sessions.contains($0.session) || found.contains($0.parent) || isWithin($0.directory, folder)
      }
      guard !more.isEmpty else { return seen.map(\.pid).filter(found.contains) }
      more.forEach {
        found.insert($0.pid)
        count($0)
      }
      hidden.removeAll { found.contains($0.pid) }
    }
  }

  private static func isWithin(_ directory: String?, _ folder: String?) -> Bool {
    guard let directory, let folder else { return false }
    return directory == folder || directory.hasPrefix(folder + "/")
  }

  /// Ends them all: terminate, `grace`, kill. New ones that appear meanwhile are ended too. Returns the ids of those
  /// that are still there after `patience` more, since a loaded machine takes its time; empty is success.
  package static func end(
    _ variable: String, _ value: String, in folder: String? = nil, grace: Duration = .seconds(2),
    patience: Duration = .seconds(10)
  ) -> [Int32] {
    var told: Set<Int32> = []
    let clock = SuspendingClock()
    let killTime = clock.now.advanced(by: grace)
    var firstKill: SuspendingClock.Instant?
    while true {
      let isOver = firstKill.map { clock.now >= $0.advanced(by: patience) } ?? false
      let left = find(variable, value, in: folder)
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

  /// The ids of all processes.
  static func processes() -> [Int32] {
    #if canImport(Glibc)
      return Files.names(in: "/proc").compactMap { Int32($0) }
    #else
      let count = proc_listallpids(nil, 0)
      guard count > 0 else { return [] }
      var pids = [Int32](repeating: 0, count: Int(count) + 64)
      let found = proc_listallpids(&pids, Int32(pids.count * MemoryLayout<Int32>.size))
      return pids.prefix(Int(max(0, found))).filter { $0 > 0 }
    #endif
  }
}
