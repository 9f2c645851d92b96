import Foundation
import KBSystem
import TestSupport

/// Starting and stopping a sandbox: the machine, and the git daemon inside it.
struct SandboxPower {
  let state: SbxState

  /// The sandbox, running. Starts it where it is stopped: on another port than before.
  func wake(_ name: String) throws -> Sandbox {
    try state.exclusively(name) {
      guard var sandbox = state.sandbox(name) else { throw SystemFailure("no sandbox \(name)", code: ENOENT) }
      sandbox.lastUsed = Date()
      if sandbox.isRunning {
        state.save(sandbox)
        return sandbox
      }
      let machine = Machines.machine(of: sandbox, state: state)
      let process = try machine.boot()
      sandbox.machine = process
      do {
        sandbox.port = sandbox.isClone ? try startGitDaemon(sandbox, on: machine, process) : nil
      } catch {
        machine.halt(process)
        throw error
      }
      state.save(sandbox)
      if let port = sandbox.port { HostRemote(sandbox: sandbox).move(to: port) }
      return sandbox
    }
  }

  /// Ends everything inside. Files stay.
  func stop(_ name: String) {
    state.exclusively(name) {
      guard var sandbox = state.sandbox(name) else { return }
      if let process = sandbox.machine { Machines.machine(of: sandbox, state: state).halt(process) }
      sandbox.machine = nil
      sandbox.port = nil
      state.save(sandbox)
    }
  }

  /// Deletes the sandbox, with its clone and its remote.
  func remove(_ name: String) {
    stop(name)
    guard let sandbox = state.sandbox(name) else { return }
    if sandbox.isClone { HostRemote(sandbox: sandbox).remove() }
    try? FileManager.default.removeItem(atPath: state.directory(of: name))
  }

  /// Serves the clone read-only on a loopback port, which it returns.
  private func startGitDaemon(_ sandbox: Sandbox, on machine: any Machine, _ process: Int32) throws -> Int {
    let clone = machine.clonePath
    let parent = String(clone.dropLast(clone.lastPathPart.count + 1))
    let log = state.directory(of: sandbox.name) + "/git-daemon.log"
    // Its own word that it listens. A connection would tell nothing: until then the port is anybody's, such as the git
    // daemon's of another sandbox.
    func isServing() -> Bool { Files.text(log)?.contains("] Ready to rumble\n") == true }
    for _ in 0..<5 {
      let port = LoopbackPort.free()
      let command = GuestCommand(
        arguments: [
          "git", "daemon", "--verbose", "--reuseaddr", "--export-all", "--listen=127.0.0.1", "--port=\(port)",
          "--base-path=\(parent)", clone,
        ], environment: GuestEnvironment.base(sandbox, state: state), directory: sandbox.workspace)
      var request = machine.request(command, machine: process)
      request.files[2] = log
      let daemon = try SbxDaemonClient(root: state.root).spawn(request)
      Wait.until { isServing() || !HostProcess.isAlive(daemon) }
      if isServing() { return port }
    }
    throw SystemFailure("serve \(clone)", code: EADDRINUSE)
  }
}

/// What a command inside a sandbox finds in its environment: nothing of the host's.
enum GuestEnvironment {
  private static let variables = [
    "openai": ["OPENAI_API_KEY"], "anthropic": ["ANTHROPIC_API_KEY"], "github": ["GH_TOKEN", "GITHUB_TOKEN"],
  ]

  /// Every variable that a service reads.
  static var keys: [String] { variables.values.flatMap { $0 } }

  static func base(_ sandbox: Sandbox, state: SbxState, user: String = "agent") -> [String: String] {
    var environment = [
      "HOME": "/home/agent", "USER": user, "PATH": "/home/agent/.local/bin:/usr/local/bin:/usr/bin:/bin",
      "SANDBOX_VM_ID": sandbox.name, "WORKSPACE_DIR": sandbox.workspace, "LANG": "C.UTF-8",
      "KB_DOUBLE_AGENTS": AgentRecords.directory(state),
    ]
    for secret in state.settings.secrets ?? [] {
      let parts = secret.split(separator: "@").map(String.init)
      guard parts.count == 1 || parts[1] == sandbox.name else { continue }
      for name in variables[parts[0]] ?? [] { environment[name] = "proxy-managed" }
    }
    return environment.merging(sandbox.environment) { $1 }
  }

  /// Adds `NAME=VALUE`, or a bare `NAME` with the value that the caller of sbx has.
  static func add(_ assignments: [String], to environment: inout [String: String]) {
    let host = ProcessInfo.processInfo.environment
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      environment[parts[0]] = parts.count > 1 ? parts[1] : host[parts[0]]
    }
  }

  /// The assignments of an env file: one a line, `#` begins a comment.
  static func file(_ path: String) -> [String] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") && !$0.isEmpty }
  }
}
