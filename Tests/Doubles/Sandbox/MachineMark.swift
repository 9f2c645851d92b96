import Foundation
import KBSystem
import TestSupport

/// What the processes of one machine carry in their environment, so that all of them are found when it ends.
struct MachineMark {
  private static let machine = "KB_DOUBLE_MACHINE"
  private static let machines = "KB_DOUBLE_MACHINES"

  private let directory: String
  private let root: String

  init(_ sandbox: Sandbox, _ state: SbxState) {
    directory = state.directory(of: sandbox.name)
    root = state.root
  }

  /// The environment with the mark.
  func added(to environment: [String: String]) -> [String: String] {
    environment.merging([Self.machine: directory, Self.machines: root]) { $1 }
  }

  /// Kills all processes of the machine, and returns when none is left.
  func killAll() { Self.killAll(Self.machine, directory) }

  /// Kills all processes of all machines of a state directory, and returns when none is left.
  static func killAll(of root: String) { killAll(machines, root) }

  private static func killAll(_ variable: String, _ value: String) {
    let folder = Files.resolved(value)
    // Again until nothing is left: a process may start another one between the look and the kill.
    Wait.until(pause: 5) {
      let left = MarkedProcesses.find(variable, value, in: folder)
      for process in left { kill(process, SIGKILL) }
      return left.isEmpty
    }
  }
}
