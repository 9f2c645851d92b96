import Foundation
import KBConfiguration
import KBSandboxes
import TestSupport

/// `sbx version`, `sbx diagnose`, `sbx daemon`.
struct SbxDiagnosis {
  let call: SbxCall

  private static let revision = "5d0c0b6d2f9a4c53a3a9c1fbbd0f5a0f8a1c2d3e"

  func version(_ arguments: [String]) -> Never {
    let release = call.release
    let options = call.options(arguments, SbxOptions.Grammar(flags: release.since(42) ? ["json": ""] : [:]))
    if options.flags.contains("json") {
      let state = SbxDaemonClient(root: call.state.root).isRunning ? "running" : "unavailable"
      Output.event([
        "client": ["version": .string(release.text), "revision": .string(Self.revision)],
        "server": ["state": .string(state)],
      ])
    } else if release.since(32) {
      Output.line("sbx version: \(release.text) \(Self.revision)")
    } else {
      Output.line(
        "Client Version:  \(release.text) \(Self.revision)\nServer Version:  \(release.text) \(Self.revision)")
    }
    call.end()
  }

  func diagnose(_ arguments: [String]) -> Never {
    let isNew = call.release.since(48)
    let options = call.options(
      arguments, SbxOptions.Grammar(flags: ["json": ""], values: isNew ? ["format": ""] : ["output": "o"]))
    let isLoggedIn = call.state.settings.loggedIn == true && !call.faults.has(.loggedOut)
    let daemon = call.state.settings.daemonVersion ?? call.release.text
    let namespaces = NamespaceTools.usable(call.state) != nil
    let checks = [
      check("Authentication", isLoggedIn, isLoggedIn ? "authenticated" : "not signed in", "Run sbx login"),
      check("Daemon", true, SbxDaemonClient(root: call.state.root).isRunning ? "healthy" : "not running", ""),
      check(
        "Version match", daemon == call.release.text, "client \(call.release.text), daemon \(daemon)",
        "Run sbx daemon restart"),
      check(
        "Isolation", true,
        namespaces
          ? "double: namespaces (bubblewrap): the clone stands at the host's path"
          : "double: no usable bubblewrap and nsenter: commands run on the host with translated directories", ""),
    ]
    if options.flags.contains("json") || options.value(isNew ? "format" : "output") == "json" {
      Output.event(["version": .string(call.release.text), "checks": .array(checks)])
    } else {
      for check in checks { Output.line("\(check["name"].text ?? ""): \(check["message"].text ?? "")") }
    }
    call.end(checks.contains { $0["status"].text == "fail" } ? 1 : 0)
  }

  private func check(_ name: String, _ passes: Bool, _ message: String, _ hint: String) -> JSONTree {
    [
      "name": .string(name), "status": passes ? "pass" : "fail", "message": .string(message), "detail": "",
      "hint": .string(passes ? "" : hint),
    ]
  }

  private func start(_ client: SbxDaemonClient) {
    client.ensureRunning()
    if !client.isReady { call.fail("failed to start sandboxd") }
  }

  func daemon(_ arguments: [String]) -> Never {
    let client = SbxDaemonClient(root: call.state.root)
    switch arguments.first {
    case "status": Output.line("Status: \(client.isRunning ? "running" : "stopped")")
    case "start":
      start(client)
      Output.line("Daemon started")
    case "stop":
      for sandbox in call.state.sandboxes { SandboxPower(state: call.state).stop(sandbox.name) }
      client.stop()
    case "restart":
      for sandbox in call.state.sandboxes { SandboxPower(state: call.state).stop(sandbox.name) }
      client.stop()
      call.state.changeSettings { $0.daemonVersion = nil }
      start(client)
    case nil, .some: call.fail("unknown command for \"sbx daemon\"")
    }
    call.end()
  }
}
