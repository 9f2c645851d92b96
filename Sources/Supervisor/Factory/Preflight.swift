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
    var forge: (RunSettings, HostRepository) throws -> any Forge
    var sandbox: (RunSettings, _ stateRoot: String) throws -> any SandboxBackend
    /// Absolute path of the worker program.
    var workerProgram: String
    /// Absolute path of the state directory.
    var stateRoot: String
    /// The environment of `kb`.
    var environment: [String: String]
    /// Told the settings as soon as they are known.
    var goBy: (RunSettings) -> Void = { _ in }
    /// Told what takes long, as a sentence.
    var tell: (String) -> Void = { _ in }
  }

  let request: RunRequest
  /// Where `kb` was started.
  let directory: String
  let effects: any Effects
  let means: Means
  /// Told that the repository's configuration would do something outside of sandboxes that is not trusted. A run ends
  /// there, before anything is done.
  var onUntrusted: (ExpectedFailure) throws -> Void = { throw $0 }

  /// What the run is going to do, and the forge of each repository. Changes nothing but that the state directory, and
  /// where there is something to do the Factory Clone, exist afterwards. Throws what is wrong.
  func plan() throws -> (plan: RunPlan, forges: [any Forge]) {
    let repository = try HostRepository.find(from: directory, effects: effects)
    let configuration = try Configuration(repositoryRoot: repository.checkout, environment: means.environment)
    var settings = try RunSettings.resolve(configuration: configuration, flags: request.flags)
    let outside = configuration.outside(besides: request.flags)
    try TrustStore(stateRoot: means.stateRoot).refusal(of: outside, in: repository.trustIdentity).map(onUntrusted)
    means.goBy(settings)
    let obstacle = try settings.decideBubblewrap(
      effects: effects, stateRoot: means.stateRoot, environment: means.environment)
    try requireMachine(settings, repository)
    let state = try StateDirectory(opening: means.stateRoot)
    let forge = try means.forge(settings, repository)
    let sandbox = try means.sandbox(settings, state.root)

    let found = try forge.discover()
    let clone = FactoryClone(
      of: found.repository, for: repository, in: FactoryClone.root(settings, stateRoot: state.root), effects: effects,
      tell: { means.tell("kb: \($0)") })
    let own = RepositoryPlan(
      repository: found.repository, defaultBranch: found.defaultBranch, operatorLogin: found.operatorLogin,
      checkout: repository.checkout, clone: clone.path, settings: settings,
      isolation: ([sandbox.isolation] + (obstacle.map { [$0] } ?? [])).joined(separator: "; "),
      missingLabels: found.missingLabels, serverLacks: found.serverLacks, flags: request.flags.again)
    var plan = RunPlan(
      run: newRun(in: state), stateRoot: state.root, settings: settings, repositories: [own], queue: [],
      deadline: request.deadline, flags: request.flags.again)
    let named = try choose(from: found, own, forge: forge, into: &plan)
    try settle(own, ClaimRegistry(state), into: &plan)
    if let first = plan.queue.first { try sandbox.check(own.sandbox(of: first.number)) }
    try makeReady(clone, repository, own, isNeeded: !plan.queue.isEmpty)
    try requireNoneClosed(named, PRDBranchSurvey(git: clone.git, base: own.baseBranch))
    return (plan, [forge])
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
    _ = try GitIdentity(repository.git(effects).result(GitIdentity.question))
    if let machine = MachineSize.current { try MachineJudge(settings: settings).requireMemory(machine) }
  }

  /// The Factory Clone is made last: nothing that is wrong elsewhere is found after it.
  private func makeReady(
    _ clone: FactoryClone, _ repository: HostRepository, _ own: RepositoryPlan, isNeeded: Bool
  ) throws {
    if !isNeeded || !clone.isThere, repository.foreign == nil {
      try repository.git(effects).requireBranch(own.baseBranch)
    }
    guard isNeeded else { return }
    try clone.open()
    try clone.follow(own.baseBranch)
    try clone.git.requirePush()
  }

  /// An Explicit Run takes exactly the PRDs that were named, or none; a Batch Run takes all that are eligible. Returns
  /// those that were read whole.
  private func choose(
    from found: Discovery, _ own: RepositoryPlan, forge: any Forge, into plan: inout RunPlan
  ) throws -> [PRDSnapshot] {
    guard request.prds.isEmpty else { return try chooseNamed(own, forge, into: &plan) }
    let owners = own.owners
    for prd in found.prds {
      if let reason = Eligibility(of: prd, owners: owners).reason(owners: owners) {
        plan.notTaken.append(NotTakenPRD(prd: PlannedPRD(prd, of: nil), reason: reason))
      } else {
        plan.queue.append(PlannedPRD(prd, of: nil))
      }
    }
    return []
  }

  /// Each is read whole, as its Worker will: a plan that can't be worked on ends the run before anything is touched.
  private func chooseNamed(
    _ own: RepositoryPlan, _ forge: any Forge, into plan: inout RunPlan
  ) throws -> [PRDSnapshot] {
    try request.prds.map { number in
      let snapshot = try forge.readPRD(number, branch: FactoryNames.branch(prd: number))
      let eligibility = Eligibility(of: snapshot.prd, owners: own.owners)
      if let failure = eligibility.failure(for: number, owners: own.owners) { throw failure }
      try LegacyLock.check(checkout: own.checkout, prd: number)
      plan.queue.append(PlannedPRD(snapshot.prd, of: nil))
      return snapshot
    }
  }

  private func requireNoneClosed(_ named: [PRDSnapshot], _ survey: PRDBranchSurvey) throws {
    let branches = try named.isEmpty ? [:] : survey.read(named.map(\.prd.number))
    for snapshot in named {
      if let branch = try branches[snapshot.prd.number]?.get() {
        try PRDView(snapshot, branch).requirePullRequestNotClosed()
      }
    }
  }

  /// Takes out of the queue what has its outcome already: PRDs of another live worker, PRDs that the Node tool locks.
  private func settle(_ own: RepositoryPlan, _ registry: ClaimRegistry, into plan: inout RunPlan) throws {
    var queue: [PlannedPRD] = []
    for prd in plan.queue {
      do {
        try LegacyLock.check(checkout: own.checkout, prd: prd.number)
      } catch {
        plan.settled.append(SettledPRD(prd: prd, outcome: .failed(issue: nil, failure: DiagnosedFailure(error))))
        continue
      }
      if try registry.isHeld(prd.number, of: own.repository) {
        let holder = try registry.holder(of: prd.number, in: own.repository)
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
