import Foundation
import KBConfiguration
import TestSupport

/// `sbx ls` and `sbx inspect`.
struct SbxList {
  let call: SbxCall

  func list(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar(flags: ["json": "", "quiet": "q"]))
    let wasDown = SbxDaemonClient(root: call.state.root).ensureRunning()
    if call.faults.has(.daemonChatter) || wasDown && options.flags.contains("json") {
      let log = "\(call.state.root)/sandboxd.log"
      Output.line("Starting sandboxd daemon...\nDaemon started (PID: 4711, socket: sandboxd.sock)\nLogs: \(log)")
    }
    let sandboxes = call.faults.has(.lsEmpty) ? [] : call.state.sandboxes
    if options.flags.contains("json") {
      let rows = JSONTree.array(sandboxes.map(row))
      Output.event(call.release.since(48) ? rows : ["sandboxes": rows])
    } else if options.flags.contains("quiet") {
      for sandbox in sandboxes { Output.line(sandbox.name) }
    } else if sandboxes.isEmpty {
      Output.line("No sandboxes found.\nLaunch one: sbx run claude")
    } else {
      Output.line("SANDBOX\tAGENT\tSTATUS\tWORKSPACE")
      for sandbox in sandboxes {
        let status = sandbox.isRunning ? "running" : "stopped"
        Output.line("\(sandbox.name)\t\(sandbox.agent)\t\(status)\t\(sandbox.workspace)")
      }
    }
    call.end()
  }

  func inspect(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar(flags: ["json": ""]))
    let sandbox = call.requireSandbox(options.operands.first ?? "")
    Output.event([
      "name": .string(sandbox.name), "id": .string(sandbox.id), "agent": .string(sandbox.agent),
      "state": .string(sandbox.isRunning ? "running" : "stopped"), "image": .string(sandbox.template),
      "workspaces": [.string(sandbox.workspace)], "cpus": sandbox.cpus.map { .string($0) } ?? .null,
      "memory": sandbox.memory.map { .string($0) } ?? .null,
    ])
    call.end()
  }

  private func row(_ sandbox: Sandbox) -> JSONTree {
    let date = ISO8601DateFormatter()
    var members: [JSONTree.Member] = [
      .init("name", .string(sandbox.name)), .init("agent", .string(sandbox.agent)),
      .init("status", .string(sandbox.isRunning ? "running" : "stopped")),
      .init("workspaces", [.string(sandbox.workspace)]),
    ]
    if call.release.since(38) {
      members.append(.init("id", .string(sandbox.id)))
      members.append(
        .init("workspace_missing", .bool(!FileManager.default.fileExists(atPath: sandbox.workspace))))
    }
    if call.release.since(43) {
      members.append(.init("created_at", .string(date.string(from: sandbox.created))))
      members.append(.init("last_used_at", .string(date.string(from: sandbox.lastUsed))))
    }
    if call.release.since(48) { members.append(.init("detached", false)) }
    if sandbox.isRunning, let port = sandbox.port {
      let mapping: JSONTree = [
        "host_ip": "127.0.0.1", "host_port": .int(port), "sandbox_port": 9418, "protocol": "tcp4",
      ]
      members.append(.init("ports", [mapping]))
    }
    return .object(members)
  }
}
