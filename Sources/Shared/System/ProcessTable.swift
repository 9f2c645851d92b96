#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Looks at other processes, and ends what a dead Worker left behind.
package enum ProcessTable {
  /// One process as `/proc/<pid>/stat` tells it.
  struct Entry: Equatable {
    let pid: Int32
    let parent: Int32
    let session: Int32
    let hasTerminal: Bool
    let isZombie: Bool
  }

  /// Whether a process with this id exists. The id may have been given to another program meanwhile.
  package static func exists(_ pid: Int32) -> Bool { kill(pid, 0) == 0 || errno == EPERM }

  /// Whether a process of the group that `leader` led is there and not only waits for somebody to ask how it ended.
  static func hasGroup(_ leader: Int32) -> Bool {
    guard kill(-leader, 0) == 0 else { return false }
    #if canImport(Glibc)
      return entries().contains { !$0.isZombie && getpgid($0.pid) == leader }
    #else
      return true
    #endif
  }

  /// Sends SIGKILL to every process of the group that `leader` led.
  package static func killGroup(_ leader: Int32) {
    guard leader > 1 else { return }
    kill(-leader, SIGKILL)
  }

  /// Sends a signal to every process of a session but its leader. Linux only: there alone are leaders spared.
  static func signalSession(of leader: Int32, _ signal: Int32) {
    for entry in entries() where entry.session == leader && entry.pid != leader { kill(entry.pid, signal) }
  }

  /// Kills the commands that a dead Worker was running: they carry its marker in their environment, and their standard
  /// output is a pipe that nobody reads any more. A daemon that a command started has redirected its output, and lives
  /// on: other Workers use it.
  package static func killAbandonedCommands(marker name: String, _ value: String) {
    // By the session that each was in when it was told to end.
    var told: [Int32: Int32] = [:]
    // What is ended takes a moment, and may have started more until then. First it may clean up: a git that is killed
    // leaves its lock files.
    for round in 0..<200 {
      let leaders = Set(MarkedProcesses.find(name, value).filter(isAbandoned))
      let members = MarkedProcesses.processes().filter { leaders.contains($0) || leaders.contains(getsid($0)) }
      for pid in members where told[pid] == nil {
        told[pid] = getsid(pid)
        kill(pid, SIGTERM)
      }
      told = told.filter { pid, session in getsid(pid) == session && !isZombie(pid) }
      if told.isEmpty { return }
      if round >= 100 { for pid in told.keys { kill(pid, SIGKILL) } }
      poll(nil, 0, 10)
    }
  }

  /// A command of a dead Worker, or one that it was about to start: that is the Worker's own program still.
  private static func isAbandoned(_ pid: Int32) -> Bool {
    ProcessIdentity.program(of: pid) == "kb-worker" || getsid(pid) == pid && writesToPipe(pid)
  }

  private static func isZombie(_ pid: Int32) -> Bool {
    Files.text("/proc/\(pid)/stat", limit: 4096).flatMap(parse)?.isZombie ?? false
  }

  /// Reaps ended processes that this one has adopted; `known` children are left to whoever waits for them.
  package static func reapAdopted(except known: Set<Int32>) {
    #if canImport(Glibc)
      for entry in entries() where entry.parent == getpid() && entry.isZombie && !known.contains(entry.pid) {
        _ = ExitStatus.ofEnded(entry.pid)
      }
    #endif
  }

  private static func entries() -> [Entry] {
    Files.names(in: "/proc").compactMap { name in
      guard name.first?.isNumber == true, let text = Files.text("/proc/\(name)/stat", limit: 4096) else { return nil }
      return parse(text)
    }
  }

  #if canImport(Glibc)
    /// Whether a process has variables, or is at `execve` and may have them in a moment. Its program's code has a place
    /// only after they have theirs (fields 26, 50 and 51 in man 5 proc_pid_stat). Ended processes and the kernel's own
    /// have no memory (field 23).
    static func hasEnvironment(_ pid: Int32) -> Bool {
      let fields = Files.text("/proc/\(pid)/stat", limit: 4096).map(fieldsAfterName) ?? []
      guard fields.count > 48, fields[20] != "0" else { return false }
      return fields[23] == "0" || fields[47] != fields[48]
    }
  #endif

  /// The fields from the third on. The second, the name, may hold spaces and parentheses (man 5 proc_pid_stat).
  private static func fieldsAfterName(_ stat: String) -> [Substring] {
    guard let close = stat.lastIndex(of: ")") else { return [] }
    return stat[stat.index(after: close)...].split(separator: " ")
  }

  /// `pid (name) state parent group session terminal …`
  static func parse(_ stat: String) -> Entry? {
    guard let open = stat.firstIndex(of: "("), let pid = Int32(stat[..<open].filter { $0 != " " }) else { return nil }
    let fields = fieldsAfterName(stat)
    guard fields.count > 4, let parent = Int32(fields[1]), let session = Int32(fields[3]) else { return nil }
    return Entry(
      pid: pid, parent: parent, session: session, hasTerminal: fields[4] != "0", isZombie: fields[0] == "Z")
  }

  private static func writesToPipe(_ pid: Int32) -> Bool {
    #if canImport(Glibc)
      var buffer = [UInt8](repeating: 0, count: 64)
      let count = readlink("/proc/\(pid)/fd/1", &buffer, buffer.count)
      return count > 0 && buffer[0..<count].starts(with: "pipe:".utf8)
    #else
      var info = pipe_fdinfo()
      let size = Int32(MemoryLayout<pipe_fdinfo>.size)
      return proc_pidfdinfo(pid, 1, PROC_PIDFDPIPEINFO, &info, size) == size
    #endif
  }
}
