import KBProtocol
import KBRepository
import KBSandboxes
import KBState

/// Creates a sandbox, or finds the one of an earlier run, and has its hooks run.
struct SandboxOpening {
  let sandbox: PRDSandbox
  let hooks: SandboxHooks
  let journal: RunJournal
  let narrator: Narrator

  /// Makes sure that the sandbox is there, and that its hooks have run to their end.
  func open() throws {
    narrator.enter(.sandbox)
    narrator.tell(.sandbox(name: sandbox.spec.name))
    // Docker Sandboxes add a remote to the clone, with a git of their own.
    try LeftLocks(in: sandbox.spec.repository, effects: sandbox.effects).clear()
    let (name, backend) = (sandbox.spec.name, sandbox.backend.name)
    let state = try sandbox.backend.open(sandbox.spec) {
      try journal.append(.sandboxCreated(name: name, backend: backend))
    }
    switch state {
    case .created:
      try runHooks { try sandbox.remove() }
    case .reused:
      // The run that made it may be lost with its journal, and its agent still be at work.
      if !journal.knowsEarlierRuns { try sandbox.stop() }
      // That run, or this one's creation, may have been cut off before the hooks had run.
      if !ResumePoint(journal.lines).isReady(name, backend) { try runHooks {} }
    }
  }

  private func runHooks(orElse undo: () throws -> Void) throws {
    try hooks.run(orElse: undo)
    try journal.append(.sandboxReady(name: sandbox.spec.name, backend: sandbox.backend.name))
  }
}
