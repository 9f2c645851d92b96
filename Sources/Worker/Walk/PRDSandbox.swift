import KBDomain
import KBFailures
import KBSandboxes
import KBState
import KBSystem
import KBText

/// One sandbox of the PRD: runs commands in it, looks after its clone, stops and removes it.
struct PRDSandbox {
  let backend: any SandboxBackend
  let spec: SandboxSpec
  let effects: any Effects
  /// One for all sandboxes of a Factory Run: what is left in any of them must be ended.
  let leftover: Leftover

  /// The clone inside.
  var workspace: SandboxWorkspace { SandboxWorkspace(backend, spec, effects: effects) }
  /// What a person types to look inside and to remove it.
  var help: SandboxHelp { backend.commandsForPeople(spec) }

  /// Another sandbox of the same kind.
  func named(_ name: String) -> PRDSandbox {
    var spec = spec
    spec.name = name
    return PRDSandbox(backend: backend, spec: spec, effects: effects, leftover: leftover)
  }

  /// The failure of the sandbox itself behind the end of a command inside; nil where the command alone is to blame.
  func ownFailure(in result: CommandResult) -> ExpectedFailure? { backend.ownFailure(in: result, of: spec) }

  /// Ends everything that runs inside; files stay.
  func stop() throws { try backend.stop(spec) }

  /// Removes it with its clone. One that is gone is fine.
  func remove() throws { try backend.remove(spec) }

  /// Stops it where a session has been in it since: nothing that one has started reaches the next one's work.
  func endSurvivors() throws {
    if leftover.mayBeAtWork || leftover.mayWrite { try stop() }
    (leftover.mayBeAtWork, leftover.mayWrite) = (false, false)
  }

  /// Names in the log what the comments don't: the commands that look into it and remove it.
  func logHelp(_ narrator: Narrator) {
    narrator.log.line("the sandbox is kept; to look inside: \(help.inspect)")
    narrator.log.line("to remove it: \(help.remove)")
  }
}

/// How long a command of the repository's may take in a sandbox, and how much it may print.
struct InsideLimits: Equatable {
  let minutes: Double
  let mebibytes: Double

  /// Holds a command to them. It is interrupted when the run is to stop.
  func hold(_ command: inout Command) {
    command.setFixedLimit(.minutes(minutes))
    command.setOutputLimit(mebibytes: mebibytes)
    command.onStop = .interrupt
  }
}
