import KBConfiguration
import KBFailures
import KBState
import KBSystem

/// `kb stop`.
struct StopCommand: KBCommand {
  let name = "stop"
  let summary = "ask live workers to end, so that a later run can continue"
  let positional: String? = "[[OWNER/NAME#]N]…"
  let examples = ["kb stop 12", "kb stop --all", "kb stop 12 14 --now", "kb stop acme/webapp#12"]
  let flags = [
    Flag("all", "every live worker of yours on this machine"),
    Flag("now", "don't wait for the running step"),
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let prds = try PRDNumber.all(in: arguments)
    guard prds.isEmpty == arguments.has("all") else {
      throw ExpectedFailure.badArgument("kb stop takes numbers of PRDs, or --all.", command: name)
    }
    let isNow = arguments.has("now")
    let loop = EventLoop(signals: nil)
    let runner = ProcessRunner(loop: loop, environment: surroundings.environment, faults: surroundings.faults)
    let root = try StateDirectory.path(environment: surroundings.environment)
    let live = Files.exists(root) ? ClaimRegistry(try StateDirectory(opening: root)).liveWorkers() : []
    let targets =
      prds.isEmpty
      ? StopTargets(all: live)
      : try StopTargets(prds, among: live, here: try? RepositoryHere.find(surroundings.directory, effects: runner))
    for prd in targets.missing { surroundings.print("\(prd): no worker is running.") }
    if prds.isEmpty && live.isEmpty { surroundings.print("No workers are running.") }
    let left = WorkerStop(isNow: isNow, on: loop, say: surroundings.print)
      .stop(targets.workers, within: isNow ? .seconds(75) : .seconds(120))
    guard left.isEmpty else { throw ExpectedFailure.workerNotStopped(left, isNow: isNow) }
    return .success
  }
}
