import Foundation

/// Where the commands of one sandbox run. One of two: a namespace in which the clone stands at the host's path, or,
/// where the system can't give one, the host itself with translated paths.
protocol Machine {
  /// Boots it. Returns the process whose death ends everything inside.
  func boot() throws -> Int32
  /// The process to start on the host for a command inside.
  func request(_ command: GuestCommand, machine: Int32) -> SpawnRequest
  /// Whether a directory exists inside.
  func hasDirectory(_ path: String, machine: Int32) -> Bool
  /// Kills everything inside.
  func halt(_ machine: Int32)
  /// What alternates and remotes inside call the host repository.
  var sourcePath: String { get }
  /// What the clone is called inside.
  var clonePath: String { get }
}

/// A command as it is seen inside a sandbox.
struct GuestCommand {
  var arguments: [String]
  var environment: [String: String]
  var directory: String
}

/// The parts of a sandbox's volume on the host.
struct Volume {
  let directory: String

  init(_ sandbox: Sandbox, state: SbxState) { directory = state.directory(of: sandbox.name) + "/volume" }

  var home: String { directory + "/home" }
  /// The clone lies in a directory of its own, under the name that the host repository's directory has.
  func clone(of workspace: String) -> String { "\(directory)/workspace/\(workspace.lastPathPart)" }
}

enum Machines {
  /// The machine of a sandbox, of the kind that this system can run.
  static func machine(of sandbox: Sandbox, state: SbxState) -> any Machine {
    if let tools = NamespaceTools.usable(state) {
      return NamespaceMachine(sandbox: sandbox, state: state, tools: tools)
    }
    return TranslatingMachine(sandbox: sandbox, state: state)
  }
}
