import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBSystem
import KBText

/// The PRD Sandbox with its clone: opened when it is first needed, brought to a commit for each issue.
final class Workplace {
  private let opening: SandboxOpening
  private let preparation: ClonePreparation
  private let narrator: Narrator
  private var isOpen = false
  /// The clone as it was made ready for what comes next, before that began; nil where a session may have changed it.
  private var ahead: (task: String, commit: String, prepared: PreparedWorkspace)?

  init(_ opening: SandboxOpening, _ preparation: ClonePreparation, narrator: Narrator) {
    self.opening = opening
    self.preparation = preparation
    self.narrator = narrator
  }

  /// Makes sure that the sandbox is there, and brings its clone to `commit`. Work of the same issue that is found there
  /// is kept for the next session. `task` is the issue number, or `review`.
  func prepare(_ task: String, at commit: String, originRef: String) throws -> PreparedWorkspace {
    try open()
    narrator.enter(.branch, issue: Int(task))
    defer { ahead = nil }
    if let ahead, ahead.task == task, ahead.commit == commit { return ahead.prepared }
    return try makeReady(task, at: commit, originRef: originRef)
  }

  /// Makes the clone ready for a task on the PRD Branch's tip, while something else is waited for. What goes wrong is not
  /// told: it shows when the clone is wanted.
  func prepareAhead(_ task: String, at commit: String) {
    guard isOpen else { return }
    let originRef = "refs/heads/\(preparation.branch)"
    ahead = (try? makeReady(task, at: commit, originRef: originRef)).map { (task, commit, $0) }
  }

  /// Stops the sandbox for a long wait.
  func rest() {
    guard isOpen else { return }
    do {
      try opening.sandbox.stop()
      opening.sandbox.leftover.mayWrite = false
    } catch {
      narrator.note("the sandbox could not be stopped to wait")
    }
  }

  private func makeReady(_ task: String, at commit: String, originRef: String) throws -> PreparedWorkspace {
    do {
      return try preparation.bringClone(to: commit, for: task, originRef: originRef)
    } catch let failure as ExpectedFailure where preparation.mayWantNewSandbox(failure) {
      try preparation.removeOldSandbox(after: failure)
      isOpen = false
      try open()
      return try preparation.bringClone(to: commit, for: task, originRef: originRef)
    }
  }

  private func open() throws {
    if isOpen { return }
    try opening.open()
    isOpen = true
  }
}
