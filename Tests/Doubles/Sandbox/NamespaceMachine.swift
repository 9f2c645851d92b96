import Foundation
import KBConfiguration
import KBSystem
import TestSupport

/// A machine made of Linux namespaces: the clone stands at the host repository's path, the host's own files under that
/// path, in home directories and in `/tmp` are hidden, and the repository is mounted read-only as the clone's source.
struct NamespaceMachine: Machine {
  let sandbox: Sandbox
  let state: SbxState
  let tools: NamespaceTools

  let sourcePath = "/run/sandbox/source"
  var clonePath: String { sandbox.workspace }
  private var volume: Volume { Volume(sandbox, state: state) }
  private var mark: MachineMark { MachineMark(sandbox, state) }

  func boot() throws -> Int32 {
    let directory = state.directory(of: sandbox.name)
    let (information, ready) = (directory + "/machine.json", directory + "/machine.ready")
    unlink(ready)
    let request = SpawnRequest(
      path: tools.bubblewrap,
      arguments: NamespaceTools.isolation + view
        + ["--info-fd", "3", "--", "/bin/sh", "-c", "echo ready; exec sleep 14400 >/dev/null"],
      environment: mark.added(to: ["PATH": "/usr/bin:/bin"]),
      files: [1: ready, 2: directory + "/machine.log", 3: information])
    let bubblewrap = try SbxDaemonClient(root: state.root).spawn(request)
    var first: Int32?
    Wait.until {
      if let text = try? String(contentsOfFile: ready, encoding: .utf8), text.hasSuffix("\n"),
        let data = FileManager.default.contents(atPath: information)
      {
        first = JSONTree.parse(Array(data))?["child-pid"].number.map { Int32($0) }
      }
      return first != nil || !HostProcess.isAlive(bubblewrap)
    }
    guard let first else { throw SystemFailure("boot the machine of \(sandbox.name)", code: EIO) }
    return first
  }

  /// The mounts, in the order in which they cover each other.
  private var view: [String] {
    let environment = ProcessInfo.processInfo.environment
    let hidden = Set(["/run", "/tmp", "/var/tmp", "/home", "/root", environment["HOME"] ?? "/home"])
    var mounts = ["--ro-bind", "/", "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc"]
    for directory in hidden.sorted() where directory != "/" && exists(directory) { mounts += ["--tmpfs", directory] }
    for directory in GuestPrograms.directoriesNeeded where hidden.contains(where: { directory.hasPrefix($0 + "/") }) {
      mounts += ["--ro-bind", directory, directory]
    }
    mounts += ["--bind", volume.home, "/home/agent"]
    let agents = AgentRecords.directory(state)
    mounts += ["--bind", agents, agents]
    mounts += ["--ro-bind", sandbox.workspace, sourcePath]
    return mounts + ["--bind", volume.clone(of: sandbox.workspace), sandbox.workspace]
  }

  func request(_ command: GuestCommand, machine: Int32) -> SpawnRequest {
    SpawnRequest(
      path: tools.nsenter,
      arguments: ["-t", String(machine), "-U", "--preserve-credentials", "-m", "-p", "--"]
        + ["/usr/bin/env", "-C", command.directory, "--"] + command.arguments,
      environment: mark.added(to: command.environment), directory: "/")
  }

  func hasDirectory(_ path: String, machine: Int32) -> Bool { exists("/proc/\(machine)/root\(path)") }

  /// The first process of a process namespace takes all others with it.
  func halt(_ machine: Int32) {
    kill(machine, SIGKILL)
    Wait.until { !HostProcess.isAlive(machine) }
    // The programs that led commands in stand outside, and end a moment later.
    mark.killAll()
  }

  private func exists(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }
}
