import Foundation
import TestSupport

/// `sbx version`, `sbx diagnose`, `sbx daemon`.
struct SbxDiagnosis {
  let call: SbxCall

  private var versionText: String {
    call.faults.value(.version).map { $0.isEmpty ? "0.38.0" : $0 } ?? "0.46.0"
  }

  func version() -> Never {
    Output.line("sbx version: v\(versionText) 5d0c0b6d2f9a4c53a3a9c1fbbd0f5a0f8a1c2d3e")
    call.end()
  }

  func diagnose(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar(values: ["output": "o"]))
    let isLoggedIn = call.state.settings.loggedIn == true && !call.faults.has(.loggedOut)
    let namespaces = NamespaceTools.usable(call.state) != nil
    let checks = [
      check("Authentication", isLoggedIn, isLoggedIn ? "signed in" : "not signed in", "Run sbx login"),
      check("Daemon", true, SbxDaemonClient(root: call.state.root).isRunning ? "running" : "not running", ""),
      check("Virtualization", true, "available", ""),
      check(
        "Isolation", true,
        namespaces
          ? "double: namespaces (bubblewrap): the clone stands at the host's path"
          : "double: no usable bubblewrap and nsenter: commands run on the host with translated directories", ""),
    ]
    if options.value("output") == "json" {
      Output.event(["version": .string("v" + versionText), "checks": .array(checks)])
    } else {
      for check in checks { Output.line("\(check["name"].text ?? ""): \(check["message"].text ?? "")") }
    }
    call.end(isLoggedIn ? 0 : 1)
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
      start(client)
    case nil, .some: call.fail("unknown command for \"sbx daemon\"")
    }
    call.end()
  }
}
