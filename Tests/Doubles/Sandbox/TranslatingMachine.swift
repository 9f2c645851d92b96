import Foundation

/// A machine where nothing isolates: commands run on the host, with the directories that they are given translated.
/// Arguments are passed on as they are, so that a host path in an argument means the host's own file.
struct TranslatingMachine: Machine {
  let sandbox: Sandbox
  let state: SbxState

  var sourcePath: String { sandbox.workspace }
  var clonePath: String { volume.clone(of: sandbox.workspace) }
  private var volume: Volume { Volume(sandbox, state: state) }

  /// What every process of this machine carries in its environment.
  private var mark: (name: String, value: String) { ("KB_DOUBLE_MACHINE", state.directory(of: sandbox.name)) }

  func boot() throws -> Int32 {
    try SbxDaemonClient(root: state.root).spawn(
      SpawnRequest(path: "/bin/sleep", arguments: ["14400"], environment: marked([:]), directory: "/"))
  }

  func request(_ command: GuestCommand, machine: Int32) -> SpawnRequest {
    var environment = marked(command.environment)
    environment["HOME"] = volume.home
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
    // Again until nothing is left: a process may start another one between the look and the kill.
    for _ in 0..<50 {
      let left = HostProcess.all(withEnvironment: "\(mark.name)=\(mark.value)").filter(HostProcess.isAlive)
      if left.isEmpty { return }
      for process in left { kill(process, SIGKILL) }
      poll(nil, 0, 5)
    }
  }

  private func marked(_ environment: [String: String]) -> [String: String] {
    var result = environment
    result[mark.name] = mark.value
    result["KB_DOUBLE_MACHINES"] = state.root
    return result
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
