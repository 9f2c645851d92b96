import Foundation

/// A machine where nothing isolates: commands run on the host, with the directories that they are given translated.
/// Arguments are passed on as they are, so that a host path in an argument means the host's own file.
struct TranslatingMachine: Machine {
  let sandbox: Sandbox
  let state: SbxState

  var sourcePath: String { sandbox.workspace }
  var clonePath: String { volume.clone(of: sandbox.workspace) }
  private var volume: Volume { Volume(sandbox, state: state) }

  private var mark: MachineMark { MachineMark(sandbox, state) }

  func boot() throws -> Int32 {
    try SbxDaemonClient(root: state.root).spawn(
      SpawnRequest(path: "/bin/sleep", arguments: ["14400"], environment: mark.added(to: [:]), directory: "/"))
  }

  func request(_ command: GuestCommand, machine: Int32) -> SpawnRequest {
    var environment = mark.added(to: command.environment)
    environment["HOME"] = volume.home
    // The machines of all stages see each other's processes.
    environment["KB_SANDBOX_FOLDER"] = volume.home
    environment["PATH"] = "\(volume.home)/.local/bin:/usr/local/bin:/usr/bin:/bin"
    let name = command.arguments.first ?? ""
    return SpawnRequest(
      path: Child.find(name, path: environment["PATH"] ?? "") ?? name, arguments: Array(command.arguments.dropFirst()),
      environment: environment, directory: translated(command.directory))
  }

  func hasDirectory(_ path: String, machine: Int32) -> Bool {
    var isDirectory: ObjCBool = false
    let place = translated(path)
    return FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory) && isDirectory.boolValue
  }

  func halt(_ machine: Int32) {
    kill(machine, SIGKILL)
    mark.killAll()
  }

  /// Where a path of the machine lies on the host.
  private func translated(_ path: String) -> String {
    let places = [
      (sandbox.workspace, clonePath), ("/home/agent", volume.home), ("/run/sandbox/source", sandbox.workspace),
    ]
    for (inside, outside) in places {
      if path == inside { return outside }
      if path.hasPrefix(inside + "/") { return outside + path.dropFirst(inside.count) }
    }
    return path
  }
}
