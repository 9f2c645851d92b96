import KBConfiguration
import TestSupport

/// `sbx secret`.
struct SbxSecret {
  let call: SbxCall

  func run(_ arguments: [String]) -> Never {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "set": set(rest)
    case "ls", "list": list(rest)
    case "rm", "remove":
      let options = call.options(rest, grammar(flags: ["force": "f"], values: [:]))
      call.state.changeSettings { settings in settings.secrets?.removeAll { options.operands.contains($0) } }
      call.end()
    case nil, .some: call.fail("unknown command for \"sbx secret\"")
    }
  }

  /// One sandbox is named by `--sandbox` from 0.38 on; before, a first operand named it, and `-g` stood for all.
  private func grammar(flags: [String: String], values: [String: String]) -> SbxOptions.Grammar {
    SbxOptions.Grammar(
      flags: flags.merging(["global": "g"]) { $1 },
      values: call.release.since(38) ? values.merging(["sandbox": ""]) { $1 } : values)
  }

  private func list(_ arguments: [String]) -> Never {
    let options = call.options(arguments, grammar(flags: call.release.since(42) ? ["json": ""] : [:], values: [:]))
    let rows = (call.state.settings.secrets ?? []).map { secret in
      let parts = secret.split(separator: "@").map(String.init)
      return (name: parts[0], sandbox: parts.count > 1 ? parts[1] : nil)
    }
    if options.flags.contains("json") {
      let secrets = rows.map { row in
        JSONTree.object([
          .init("scope", .string(row.sandbox ?? "global")), .init("type", "service"), .init("name", .string(row.name)),
          .init("secret", "(stored)"),
        ])
      }
      Output.event([
        "secrets": .array(secrets), "custom_secrets": [], "shadowed_services": [], "env_only_count": 0,
      ])
    } else {
      Output.line("SCOPE      TYPE      NAME      SECRET")
      for row in rows { Output.line("\(row.sandbox ?? "(global)")   service   \(row.name)   ****") }
    }
    call.end()
  }

  private func set(_ arguments: [String]) -> Never {
    let options = call.options(
      arguments, grammar(flags: ["force": "f", "oauth": ""], values: ["token": "t"]))
    guard let service = options.operands.last else { call.fail("accepts 1 arg(s), received 0") }
    let isGlobal = options.flags.contains("global")
    if isGlobal, call.release.since(48) { Output.error("Warning: --global is deprecated: it is the default") }
    var sandbox = options.value("sandbox")
    if !call.release.since(38), !isGlobal {
      guard options.operands.count == 2 else { call.fail("accepts 2 arg(s), received \(options.operands.count)") }
      sandbox = options.operands[0]
    }
    let value = options.value("token") ?? StandardInput.readAll()
    if value.isEmpty { call.fail("secret value is empty") }
    let secret = sandbox.map { "\(service)@\($0)" } ?? service
    call.state.changeSettings { settings in
      settings.secrets = Array(Set((settings.secrets ?? []) + [secret])).sorted()
    }
    call.end()
  }
}
