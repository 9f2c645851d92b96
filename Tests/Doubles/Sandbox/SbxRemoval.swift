import Foundation
import TestSupport

/// `sbx stop` and `sbx rm`.
struct SbxRemoval {
  let call: SbxCall

  /// Whether the results are wanted as JSON, which the newest know.
  private func flags(_ others: [String: String]) -> SbxOptions.Grammar {
    SbxOptions.Grammar(flags: call.release.since(48) ? others.merging(["json": ""]) { $1 } : others)
  }

  private func tell(_ options: SbxOptions, _ names: [String], _ action: String) {
    if options.flags.contains("json") {
      Output.event(
        .array(names.map { ["action": .string(action), "resource": "sandbox", "name": .string($0)] }))
    } else {
      for name in names { Output.line("Sandbox '\(name)' \(action)") }
    }
  }

  func stop(_ arguments: [String]) -> Never {
    let options = call.options(arguments, flags(["all": ""]))
    let names = options.flags.contains("all") ? call.state.sandboxes.map(\.name) : options.operands
    for name in names {
      _ = call.requireSandbox(name)
      SandboxPower(state: call.state).stop(name)
    }
    tell(options, names, "stopped")
    call.end()
  }

  func remove(_ arguments: [String]) -> Never {
    let options = call.options(arguments, flags(["force": "f", "all": ""]))
    let names = options.flags.contains("all") ? call.state.sandboxes.map(\.name) : options.operands
    if !options.flags.contains("force"), !call.faults.has(.rmDoesNotAsk) {
      if isatty(0) == 0 { call.fail("stdin is not a terminal; use --force") }
      Output.write(1, "Remove \(names.joined(separator: ", "))? [y/N] ")
      guard readLine()?.lowercased() == "y" else { call.fail("aborted") }
    }
    var removed: [String] = []
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
      removed.append(name)
    }
    tell(options, removed, "removed")
    call.end()
  }
}
