import Foundation
import TestSupport

/// What is set up once per machine: `sbx login`, `sbx policy`, `sbx settings`.
struct SbxMachine {
  let call: SbxCall

  func login(_ arguments: [String]) -> Never {
    let options = call.options(
      arguments, SbxOptions.Grammar(flags: ["password-stdin": ""], values: ["username": "u"]))
    if options.flags.contains("password-stdin"), StandardInput.readAll().isEmpty { call.fail("password is empty") }
    call.state.changeSettings { $0.loggedIn = true }
    Output.line("Login Succeeded")
    call.end()
  }

  func logout() -> Never {
    for sandbox in call.state.sandboxes { SandboxPower(state: call.state).stop(sandbox.name) }
    call.state.changeSettings { $0.loggedIn = false }
    call.end()
  }

  func policy(_ arguments: [String]) -> Never {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case .some(call.release.since(34) ? "init" : "set-default"): initialise(rest)
    case "ls", "list": listPolicies(rest)
    case "reset":
      call.state.changeSettings { $0.policy = nil }
      call.end()
    case "log":
      let options = call.options(rest, SbxOptions.Grammar(flags: ["json": ""], values: ["limit": "n"]))
      Output.line(options.flags.contains("json") ? #"{"blocked_hosts":[],"allowed_hosts":[]}"# : "No requests logged")
      call.end()
    case nil, .some: call.fail("unknown command for \"sbx policy\"")
    }
  }

  private func initialise(_ arguments: [String]) -> Never {
    call.requireLogin()
    let mode = call.options(arguments, SbxOptions.Grammar()).operands.first ?? ""
    guard ["allow-all", "balanced", "deny-all"].contains(mode) else {
      call.fail("invalid policy \"\(mode)\": must be allow-all, balanced or deny-all")
    }
    if call.state.settings.policy != nil {
      call.fail("default policy is already set; use \"sbx policy reset\" first to change it")
    }
    call.state.changeSettings { $0.policy = mode }
    Output.line("Default network policy set to \(mode)")
    call.end()
  }

  private func listPolicies(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar(flags: ["json": "", "wide": ""]))
    if call.faults.has(.policyUnsetOld) { call.fail("default network policy has not been configured") }
    guard let policy = call.state.settings.policy, !call.faults.has(.policyUnset) else {
      call.fail(
        call.release.since(34)
          ? "global network policy has not been initialized" : "default network policy has not been configured")
    }
    if options.flags.contains("json") {
      Output.event(["rules": [["name": "default", "type": "network", "decision": .string(policy)]]])
    } else {
      Output.line("NAME\tTYPE\tDECISION\tRESOURCES\ndefault\tnetwork\t\(policy)\t**")
    }
    call.end()
  }

  func settings(_ arguments: [String]) -> Never {
    let rest = Array(arguments.dropFirst())
    let key = "ssh.agentForwardingEnabled"
    let options = call.options(rest, SbxOptions.Grammar(flags: ["json": ""]))
    guard options.operands.first == key, call.release.since(42) else {
      call.fail("setting \"\(options.operands.first ?? "")\" is not defined")
    }
    switch arguments.first {
    case "get":
      let value = call.state.settings.forwardsAgent
      if options.flags.contains("json") {
        Output.event([
          "key": .string(key), "value": .bool(value ?? true), "type": "bool", "default": true,
          "source": value == nil ? "default" : "override", "requires_restart": true,
        ])
      } else {
        Output.line("\(value ?? true)")
      }
    case "set":
      call.state.changeSettings { $0.forwardsAgent = options.operands.last == "true" }
      Output.line("Setting \"\(key)\" updated: value=\(options.operands.last ?? "") source=override")
      Output.line("This setting takes effect only after a daemon restart: run `sbx daemon restart`.")
    case nil, .some: call.fail("unknown command for \"sbx settings\"")
    }
    call.end()
  }
}
