#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// Everything that can be wrong before a run is found here, before anything is touched.
struct Preflight {
  /// How the parts that other programs stand behind are made. Tests bring their own.
  struct Means {
    var forge: (ForgeName, HostRepository) throws -> any Forge
    var sandbox: (SandboxName, _ stateRoot: String) throws -> any SandboxBackend
    /// Absolute path of the worker program.
    var workerProgram: String
    /// Absolute path of the state directory.
    var stateRoot: String
    /// The environment of `kb`.
    var environment: [String: String]
    /// Told the settings as soon as they are known.
    var goBy: (RunSettings) -> Void = { _ in }
  }

  let request: RunRequest
  /// Where `kb` was started.
  let directory: String
  let effects: any Effects
  let means: Means

  /// What the run is going to do, and the forge to do it with. Changes nothing but that the state directory exists
  /// afterwards. Throws what is wrong.
  func plan() throws -> (plan: RunPlan, forge: any Forge) {
    let repository = try HostRepository.find(from: directory, effects: effects)
    let settings = try RunSettings.resolve(
      configuration: Configuration(repositoryRoot: repository.checkout, environment: means.environment),
      flags: request.flags)
    means.goBy(settings)
    try requireMachine(settings, repository)
    if settings.sandbox.backend == .sbx { try repository.requireNoCredentials(effects: effects) }
    let state = try StateDirectory(opening: means.stateRoot)
    let forge = try means.forge(settings.forge, repository)
    let sandbox = try means.sandbox(settings.sandbox.backend, state.root)

    let found = try forge.discover()
    try repository.requireBranch(settings.baseBranch ?? found.defaultBranch, effects: effects)
    var plan = RunPlan(
      run: newRun(in: state), repository: found.repository,
      defaultBranch: found.defaultBranch, operatorLogin: found.operatorLogin, checkout: repository.checkout,
      settings: settings, stateRoot: state.root, isolation: sandbox.isolation, queue: [],
      missingLabels: found.missingLabels,
      deadline: request.deadline, serverLacks: found.serverLacks, flags: request.flags.again)
    try choose(from: found, forge: forge, into: &plan)
    try settle(ClaimRegistry(state), into: &plan)
    if let first = plan.queue.first {
      try repository.requirePush(effects: effects)
      try sandbox.check(
        RunPlan.sandbox(
          of: first.number, repository: plan.repository, checkout: plan.checkout, settings: plan.settings))
    }
    return (plan, forge)
  }

  /// Of the few names that one minute has, one that no other run has.
  private func newRun(in state: StateDirectory) -> String {
    var run: String
    repeat {
      run = RunPlan.newRun(at: effects.now, random: .random(in: 0...UInt16.max))
    } while Files.exists("\(state.root)/runs/\(run)")
    return run
  }

  /// What every worker would fail for alike.
  private func requireMachine(_ settings: RunSettings, _ repository: HostRepository) throws {
    guard Files.exists(means.workerProgram) else { throw ExpectedFailure.workerProgramMissing(means.workerProgram) }
    _ = try GitIdentity(Git(repository.checkout, effects: effects).result(GitIdentity.question))
    if let machine = MachineSize.current { try MachineJudge(settings: settings).requireMemory(machine) }
  }

  /// An Explicit Run takes exactly the PRDs that were named, or none; a Batch Run takes all that are eligible.
  private func choose(from found: Discovery, forge: any Forge, into plan: inout RunPlan) throws {
    guard request.prds.isEmpty else { return try chooseNamed(forge, into: &plan) }
    let owners = plan.owners
    for prd in found.prds {
      if let reason = Eligibility(of: prd, owners: owners).reason(owners: owners) {
        plan.notTaken.append(NotTakenPRD(prd: PlannedPRD(prd), reason: reason))
      } else {
        plan.queue.append(PlannedPRD(prd))
      }
    }
  }

  /// Each is read whole, as its Worker will: a plan that can't be worked on ends the run before anything is touched.
  private func chooseNamed(_ forge: any Forge, into plan: inout RunPlan) throws {
    let survey = PRDBranchSurvey(git: Git(plan.checkout, effects: effects), base: plan.baseBranch)
    let branches = try survey.read(request.prds)
    for number in request.prds {
      let snapshot = try forge.readPRD(number, branch: FactoryNames.branch(prd: number))
      let eligibility = Eligibility(of: snapshot.prd, owners: plan.owners)
      if let failure = eligibility.failure(for: number, owners: plan.owners) { throw failure }
      try LegacyLock.check(checkout: plan.checkout, prd: number)
      if let branch = try branches[number]?.get() { try PRDView(snapshot, branch).requirePullRequestNotClosed() }
      plan.queue.append(PlannedPRD(snapshot.prd))
    }
  }

  /// Takes out of the queue what has its outcome already: PRDs of another live worker, PRDs that the Node tool locks.
  private func settle(_ registry: ClaimRegistry, into plan: inout RunPlan) throws {
    var queue: [PlannedPRD] = []
    for prd in plan.queue {
      do {
        try LegacyLock.check(checkout: plan.checkout, prd: prd.number)
      } catch {
        plan.settled.append(SettledPRD(prd: prd, outcome: .failed(issue: nil, failure: DiagnosedFailure(error))))
        continue
      }
      if try registry.isHeld(prd.number, of: plan.repository) {
        let holder = try registry.holder(of: prd.number, in: plan.repository)
        plan.settled.append(SettledPRD(prd: prd, outcome: .heldElsewhere(holder: Self.describe(holder))))
      } else {
        queue.append(prd)
      }
    }
    plan.queue = queue
  }

  private static func describe(_ holder: RunRecord?) -> String {
    guard let holder else { return "another worker on this machine" }
    return "pid \(holder.pid.map(String.init) ?? "unknown") since \(TimeText.hourAndMinute(holder.startedAt))"
  }
}
