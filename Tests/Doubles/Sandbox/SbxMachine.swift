import Foundation
import TestSupport

/// What is set up once per machine: `sbx login`, `sbx policy`, `sbx secret`.
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
    case "init", "set-default": initialise(rest)
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
      call.fail("global network policy has not been initialized")
    }
    if options.flags.contains("json") {
      Output.event(["rules": [["name": "default", "type": "network", "decision": .string(policy)]]])
    } else {
      Output.line("NAME\tTYPE\tDECISION\tRESOURCES\ndefault\tnetwork\t\(policy)\t**")
    }
    call.end()
  }

  func secret(_ arguments: [String]) -> Never {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "set": setSecret(rest)
    case "ls", "list":
      _ = call.options(rest, SbxOptions.Grammar(flags: ["global": "g"], values: ["sandbox": ""]))
      Output.line("SCOPE\tTYPE\tNAME\tSECRET")
      for name in call.state.settings.secrets ?? [] { Output.line("(global)\tservice\t\(name)\t****") }
      call.end()
    case "rm", "remove":
      let options = call.options(
        rest, SbxOptions.Grammar(flags: ["global": "g", "force": "f"], values: ["sandbox": ""]))
      call.state.changeSettings { settings in settings.secrets?.removeAll { options.operands.contains($0) } }
      call.end()
    case nil, .some: call.fail("unknown command for \"sbx secret\"")
    }
  }

  private func setSecret(_ arguments: [String]) -> Never {
    let options = call.options(
      arguments,
      SbxOptions.Grammar(flags: ["global": "g", "force": "f", "oauth": ""], values: ["sandbox": "", "token": "t"]))
    guard let service = options.operands.last else { call.fail("accepts 1 arg(s), received 0") }
    let value = options.value("token") ?? StandardInput.readAll()
    if value.isEmpty { call.fail("secret value is empty") }
    call.state.changeSettings { settings in
      settings.secrets = Array(Set((settings.secrets ?? []) + [service])).sorted()
    }
    call.end()
  }
}
