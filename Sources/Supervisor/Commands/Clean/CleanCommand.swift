import KBFailures
import KBRepository
import KBSandboxes
import KBState
import KBSystem
import KBText

/// `kb clean`.
struct CleanCommand: KBCommand {
  let name = "clean"
  let summary = "remove sandboxes whose work is saved, and old runs"
  let positional: String? = "[[OWNER/NAME#]N]…"
  let examples = ["kb clean", "kb clean 12", "kb clean --yes --refs"]
  let flags = [
    Flag("yes", "don't ask"),
    Flag("refs", "also remove saved refs whose commits the base branch has"),
    Flag("clones", "also remove this repository's Factory Clone, if no PRD needs it now"),
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let prds = try PRDNumber.all(in: arguments)
    let loop = EventLoop(signals: nil)
    let runner = ProcessRunner(loop: loop, environment: surroundings.environment, faults: surroundings.faults)
    let state = try StateDirectory(opening: StateDirectory.path(environment: surroundings.environment))
    let store = RunStore(stateRoot: state.root)
    let registry = ClaimRegistry(state)
    let backends = SandboxMaker.all(
      effects: runner, stateRoot: state.root, environment: surroundings.environment)
    let clones = try FactoryClone.root(environment: surroundings.environment, stateRoot: state.root)
    let here = try RepositoryHere.find(surroundings.directory, effects: runner)
    let plan = try CleanSearch(
      store: store, registry: registry, stateRoot: state.root, clones: clones, backends: backends, here: here,
      effects: runner, prds: prds, removesRefs: arguments.has("refs"), removesClones: arguments.has("clones")
    ).plan()
    plan.lines.forEach(surroundings.print)
    // A list that could not be read may hold more.
    let end: KBExit = plan.unread.isEmpty ? .success : .failed
    if plan.isEmpty {
      if end == .success { surroundings.print("Nothing to remove.") }
      return end
    }
    guard try arguments.has("yes") || isAgreed(plan.summary) else { return end }
    let cleaner = Cleaner(
      store: store, registry: registry, stateRoot: state.root, clones: clones, backends: backends,
      checkout: here?.checkout,
      effects: runner, say: { surroundings.print(SafeText.line($0)) })
    return try cleaner.run(plan) ? end : .failed
  }

  /// Throws KB-U008 where nobody can be asked.
  private func isAgreed(_ what: String) throws(ExpectedFailure) -> Bool {
    guard let answer = Question.ask("Remove \(what)?") else { throw .confirmationMissing(what) }
    return answer
  }
}
