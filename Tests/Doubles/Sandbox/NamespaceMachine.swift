import Foundation
import Shared
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

  func boot() throws -> Int32 {
    let directory = state.directory(of: sandbox.name)
    let (information, ready) = (directory + "/machine.json", directory + "/machine.ready")
    unlink(ready)
    let request = SpawnRequest(
      path: tools.bubblewrap,
      arguments: NamespaceTools.isolation + view
        + ["--info-fd", "3", "--", "/bin/sh", "-c", "echo ready; exec sleep 14400 >/dev/null"],
      environment: ["PATH": "/usr/bin:/bin", "KB_DOUBLE_MACHINES": state.root],
      files: [1: ready, 2: directory + "/machine.log", 3: information])
    let bubblewrap = try SbxDaemonClient(root: state.root).spawn(request)
    for _ in 0..<10_000 {
      if let text = try? String(contentsOfFile: ready, encoding: .utf8), text.hasSuffix("\n"),
        let data = FileManager.default.contents(atPath: information),
        let pid = JSONTree.parse(Array(data))?["child-pid"].number
      {
        return Int32(pid)
      }
      guard HostProcess.isAlive(bubblewrap) else { break }
      poll(nil, 0, 1)
    }
    throw SystemFailure("boot the machine of \(sandbox.name)", code: EIO)
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
      environment: command.environment, directory: "/")
  }

  func hasDirectory(_ path: String, machine: Int32) -> Bool { exists("/proc/\(machine)/root\(path)") }

  /// The first process of a process namespace takes all others with it.
  func halt(_ machine: Int32) {
    kill(machine, SIGKILL)
    for _ in 0..<5_000 where HostProcess.isAlive(machine) { poll(nil, 0, 1) }
  }

  private func exists(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }
}
