#if !canImport(Glibc)
  import Darwin

  /// What `proc_pidinfo` tells of one process (sys/proc_info.h); other users' processes and ended ones have none.
  struct DarwinProcess {
    private let info: proc_bsdinfo

    init?(_ pid: Int32) {
      var info = proc_bsdinfo()
      let size = Int32(MemoryLayout<proc_bsdinfo>.size)
      guard proc_pidinfo(pid, PROC_PIDTBSDINFO, 0, &info, size) == size else { return nil }
      self.info = info
    }

    var parent: Int32 { Int32(bitPattern: info.pbi_ppid) }

    /// Ended, and not yet waited for.
    var isZombie: Bool { info.pbi_status == UInt32(SZOMB) }

    /// Whether it has a controlling terminal; `e_tdev` is NODEV without one.
    var hasTerminal: Bool { info.e_tdev != UInt32.max }

    /// The file name that the program was started by.
    var name: String? {
      let name = withUnsafeBytes(of: info.pbi_name, Self.text)
      return name ?? withUnsafeBytes(of: info.pbi_comm, Self.text)
    }

    /// The working folder, resolved; nil where it can't be seen.
    static func directory(of pid: Int32) -> String? {
      var info = proc_vnodepathinfo()
      let size = Int32(MemoryLayout<proc_vnodepathinfo>.size)
      guard proc_pidinfo(pid, PROC_PIDVNODEPATHINFO, 0, &info, size) == size else { return nil }
      return withUnsafeBytes(of: info.pvi_cdir.vip_path, text)
    }

    /// What `sysctl(KERN_PROCARGS2)` gives for a process, nil where it is not to be seen.
    static func arguments(of pid: Int32) -> [UInt8]? {
      var name: [Int32] = [CTL_KERN, KERN_PROCARGS2, pid]
      var size = 0
      guard sysctl(&name, 3, nil, &size, nil, 0) == 0, size > 0 else { return nil }
      var buffer = [UInt8](repeating: 0, count: size)
      guard sysctl(&name, 3, &buffer, &size, nil, 0) == 0 else { return nil }
      return Array(buffer.prefix(size))
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String? {
      let end = bytes.prefix { $0 != 0 }
      return end.isEmpty ? nil : String(decoding: end, as: UTF8.self)
    }
  }
#endif
