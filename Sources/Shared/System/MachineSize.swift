#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How much of a machine there is.
package struct MachineSize: Equatable, Sendable {
  /// Processors that are online.
  package var cpus: Int
  /// Physical memory in MiB.
  package var memory: Int

  package init(cpus: Int, memory: Int) {
    self.cpus = cpus
    self.memory = memory
  }

  /// This machine; nil where the system does not tell.
  package static var current: MachineSize? {
    let cpus = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    guard cpus > 0, pages > 0, pageSize > 0 else { return nil }
    return MachineSize(cpus: cpus, memory: pages / 1024 * pageSize / 1024)
  }
}
