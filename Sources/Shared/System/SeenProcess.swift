#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One process of this user, as somebody sees it who looks for a variable in its environment.
struct SeenProcess: Equatable {
  /// What the environment says.
  enum Mark: Equatable {
    /// It has the variable with that value.
    case found
    /// It has other variables.
    case missing
    /// It shows none at all: it has dropped them (`env -i`), or the system hides them. macOS does so for its own programs,
    /// /bin/sh among them (xnu, bsd/kern/kern_sysctl.c, sysctl_procargsx: `cs_restricted`; giampaolo/psutil#2084).
    case hidden
  }

  let pid: Int32
  let mark: Mark
  let session: Int32
  /// 0 where it does not matter: only of hidden ones more is looked at.
  var parent: Int32 = 0
  var hasTerminal = false
  /// The working folder, resolved; nil where it can't be seen.
  var directory: String?

  /// Looks at a process; nil where it has ended, or is another user's.
  init?(_ pid: Int32, mark: String.UTF8View) {
    guard let variables = Self.environment(of: pid) else { return nil }
    let isMarked = variables.split(separator: 0).contains { $0.elementsEqual(mark) }
    self.init(
      pid: pid, mark: isMarked ? .found : variables.isEmpty ? .hidden : .missing, session: getsid(pid))
    guard self.mark == .hidden else { return }
    #if canImport(Glibc)
      guard let entry = Files.text("/proc/\(pid)/stat", limit: 4096).flatMap(ProcessTable.parse), !entry.isZombie else {
        return nil
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = readlink("/proc/\(pid)/cwd", &buffer, buffer.count)
      // The kernel's own processes have no environment either, but a folder only for root: the top one.
      directory = count > 0 ? String(decoding: buffer[0..<count], as: UTF8.self) : nil
    #else
      guard let entry = DarwinProcess(pid), !entry.isZombie else { return nil }
      directory = DarwinProcess.directory(of: pid)
    #endif
    parent = entry.parent
    hasTerminal = entry.hasTerminal
  }

  init(
    pid: Int32, mark: Mark, session: Int32, parent: Int32 = 0, hasTerminal: Bool = false, directory: String? = nil
  ) {
    self.pid = pid
    self.mark = mark
    self.session = session
    self.parent = parent
    self.hasTerminal = hasTerminal
    self.directory = directory
  }

  #if canImport(Glibc)
    /// A process that is at `execve` shows none for a moment, on a busy machine for a long one. It is looked at again, for
    /// it must not pass for one that is not ours.
    private static func environment(of pid: Int32) -> [UInt8]? {
      let lastTime = SuspendingClock().now.advanced(by: .seconds(2))
      while let bytes = Files.bytes("/proc/\(pid)/environ") {
        guard bytes.isEmpty, ProcessTable.hasEnvironment(pid), SuspendingClock().now < lastTime else { return bytes }
        sched_yield()
      }
      return nil
    }
  #else
    private static func environment(of pid: Int32) -> [UInt8]? {
      DarwinProcess.arguments(of: pid).map(variables)
    }
  #endif

  /// The variables in what `sysctl(KERN_PROCARGS2)` gives: a count of arguments, the program's file, zeros, the arguments,
  /// the variables, and, after an empty one, words of the kernel (shirou/gopsutil#2135). Pure.
  static func variables(inArguments bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 4 else { return [] }
    var count = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    var rest = bytes[4...].drop { $0 != 0 }.drop { $0 == 0 }
    while count > 0, !rest.isEmpty {
      rest = rest.drop { $0 != 0 }.dropFirst()
      count -= 1
    }
    var variables: [UInt8] = []
    while let first = rest.first, first != 0 {
      variables += rest.prefix { $0 != 0 } + [0]
      rest = rest.drop { $0 != 0 }.dropFirst()
    }
    return variables
  }
}
