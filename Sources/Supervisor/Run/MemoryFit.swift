import KBConfiguration
import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import KBText

/// Whether the sandboxes of a run fit into this machine's memory. Pure.
enum MemoryFit {
  /// MiB that sandboxes may have: Docker Sandboxes give one sandbox three quarters of the memory at most, and the machine
  /// needs the rest.
  static func most(of machine: MachineSize) -> Int { machine.memory * 3 / 4 }

  /// Throws KB-M008 where not even one sandbox fits. Some have no size.
  static func require(_ settings: RunSettings, _ machine: MachineSize) throws(ExpectedFailure) {
    guard let one = settings.sandbox.needs?.memory, one > most(of: machine) else { return }
    throw .machineTooSmall(sandboxes: 1, memory: one, of: machine.memory)
  }

  /// One sentence where workers that are at work at once may take more memory than the machine has; nil where they may
  /// not. `sizes` is the memory, in MiB, of each sandbox that there is to work in and that has a size.
  static func notice(_ sizes: [Int], parallel: Int, _ machine: MachineSize?) -> String? {
    let atOnce = sizes.sorted(by: >).prefix(parallel)
    let all = atOnce.reduce(0, +)
    guard let machine, let largest = atOnce.first, all > machine.memory else { return nil }
    let (wanted, there) = ((Double(all) / 1024).tenths, (Double(machine.memory) / 1024).tenths)
    let each = atOnce.last == largest ? "" : "up to "
    return "this machine has \(there) GiB of memory, and \(CountText.of(atOnce.count, "worker")) of "
      + "\(each)\((Double(largest) / 1024).tenths) GiB may take \(wanted) GiB: "
      + "--parallel \(max(1, most(of: machine) / largest)) fits"
  }
}
