#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBForges
import KBProtocol
import KBRepository
import KBState
import KBSystem

/// `kb run` from its request to its exit status: discover → admit → spawn → follow → report.
enum Factory {
  static func run(_ request: RunRequest, in surroundings: Surroundings) throws -> KBExit {
    let machine = try FactoryMachine(surroundings)
    let preflight = Preflight(
      request: request, directory: surroundings.directory, effects: machine.runner,
      supplies: try machine.preflightSupplies())
    let delayScale = machine.surroundings.faults.delayScale
    let patience = StartPatience(
      effects: machine.runner, scale: delayScale, deadline: request.deadline, tell: surroundings.complain)
    StayAwake.start(machine.runner)
    let (plan, forges) = try patience.run(preflight.plan)
    let display = RunDisplay(request, machine)
    if plan.queue.isEmpty && plan.settled.isEmpty {
      display.tellNothingToDo(plan)
      return .success
    }
    plan.notices.forEach { surroundings.complain("kb: \($0)") }
    try begin(plan, forges, patience)
    try joinPacks(plan, machine.runner) { surroundings.complain("kb: \($0)") }
    let companions = RunCompanions(plan, machine)
    let floor = FactoryFloor(
      plan,
      setup: FloorSetup(
        workerProgram: machine.workerProgram, environment: surroundings.environment,
        rules: FloorRules().scaled(by: delayScale), adoptsOrphans: true),
      loop: machine.loop, sinks: [RunFiles(in: plan.directory)] + companions.sinks + display.sinks)
    machine.onStop = { floor.stop() }
    let exit = floor.run()
    companions.finish()
    display.drain()
    return exit
  }

  /// Where no Worker is at work in the Factory Clone.
  private static func joinPacks(_ plan: RunPlan, _ effects: any Effects, _ tell: (String) -> Void) throws {
    let live = ClaimRegistry(try StateDirectory(opening: plan.stateRoot)).liveWorkers().map(\.record?.repository.key)
    for repository in plan.repositories where !live.contains(nil) && !live.contains(repository.repository.key) {
      if let clone = repository.clone { try FactoryClonePacks.join(clone, effects: effects, tell: tell) }
    }
  }

  /// From here on things are touched: labels on the forge, the run's directory.
  private static func begin(_ plan: RunPlan, _ forges: [any Forge], _ patience: StartPatience) throws {
    _ = try StateDirectory(opening: plan.stateRoot).runDirectory(plan.run)
    for (repository, forge) in zip(plan.repositories, forges) {
      let missing = Label.allCases.filter { repository.missingLabels.contains($0.rawValue) }
      let hasWork = plan.queue.contains { plan.repository(of: $0.name) == repository }
      if hasWork && !missing.isEmpty { try patience.run { try forge.createLabels(missing) } }
    }
  }
}
