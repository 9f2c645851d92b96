import Foundation

/// `sbx stop` and `sbx rm`.
struct SbxRemoval {
  let call: SbxCall

  func stop(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar(flags: ["all": ""]))
    let names = options.flags.contains("all") ? call.state.sandboxes.map(\.name) : options.operands
    for name in names {
      _ = call.requireSandbox(name)
      SandboxPower(state: call.state).stop(name)
      Output.line("Sandbox '\(name)' stopped")
    }
    call.end()
  }

  func remove(_ arguments: [String]) -> Never {
    let options = call.options(arguments, SbxOptions.Grammar(flags: ["force": "f", "all": ""]))
    let names = options.flags.contains("all") ? call.state.sandboxes.map(\.name) : options.operands
    if !options.flags.contains("force"), !call.faults.has(.rmDoesNotAsk) {
      if isatty(0) == 0 { call.fail("stdin is not a terminal; use --force") }
      Output.write(1, "Remove \(names.joined(separator: ", "))? [y/N] ")
      guard readLine()?.lowercased() == "y" else { call.fail("aborted") }
    }
    for name in names {
      guard let sandbox = call.state.sandbox(name), !sandbox.isLeaked else {
        // A leaked name is "not found", and that is no failure for sbx.
        if call.state.sandbox(name)?.isLeaked == true {
          Output.error("Error: sandbox '\(name)' not found")
          continue
        }
        call.fail("no sandbox named '\(name)'")
      }
      if sandbox.isClone { Output.error("Warning: commits that were not fetched from '\(name)' are lost") }
      if !call.faults.has(.rmLeaves) { SandboxPower(state: call.state).remove(name) }
      Output.line("Sandbox '\(name)' removed")
    }
    call.end()
  }
}
