import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import KBText

/// `hooks.sandboxCreated`: what the repository needs before the first session, such as its dependencies.
struct SandboxHooks {
  let sandbox: PRDSandbox
  let narrator: Narrator
  /// Each is an argv that is run inside, in order.
  let commands: [[String]]
  let limits: InsideLimits

  /// `undo` is called when one fails, since a half-made sandbox would pass for a ready one the next time.
  func run(orElse undo: () throws -> Void) throws {
    for hook in commands {
      var command = sandbox.backend.hook(sandbox.spec, hook)
      limits.hold(&command)
      let result = try sandbox.effects.run(command)
      if result.end == .stopped {
        try? sandbox.stop()
        throw StopRequested()
      }
      if !result.succeeded {
        try undo()
        throw ExpectedFailure.sandboxHookFailed(
          Command(hook[0], Array(hook.dropFirst())).description, why: CommandText.tail(result, lines: 20))
      }
    }
    if !commands.isEmpty { try settle(orElse: undo) }
  }

  /// What hooks have made stays for the sessions and out of commits. What they have changed would be in a commit that says
  /// nothing of it, or be gone before the first session: that is refused.
  private func settle(orElse undo: () throws -> Void) throws {
    let left = try sandbox.workspace.settleHooks()
    guard left.changed.isEmpty else {
      try undo()
      throw ExpectedFailure.hookChangedFiles(left.changed.map(SafeText.line))
    }
    guard !left.made.isEmpty else { return }
    let names = LeftOut.Names(first: Array(left.made.prefix(10)), count: left.made.count).text(SafeText.line)
    narrator.note("what the hooks have made stays in the sandbox and out of commits: \(names)")
  }
}
