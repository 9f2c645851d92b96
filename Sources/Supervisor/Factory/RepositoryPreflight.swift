#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBSandboxes
import KBState
import KBSystem

/// Everything that can be wrong with one repository before a run, in steps: each gives what the next one needs.
struct RepositoryPreflight: RepositoryStep {
  let target: RunTarget
  /// The folder of all Factory Clones.
  let clones: String
  /// Those that were asked for; empty is all that are eligible.
  let prds: [Int]
  let isOneOfSeveral: Bool
  let request: RunRequest
  let effects: any Effects
  let supplies: Preflight.Supplies
  let state: StateDirectory
  /// Told of a configuration that is not trusted.
  let onUntrusted: (ExpectedFailure) throws -> Void

  var repository: RepositoryIdentity? { target.repository }
  var host: HostRepository? { target.host }
  var named: RepositoryIdentity? { repository }

  /// Asks the forge. Without a clone it is GitHub, and what the configuration in the repository says is not known yet.
  func discover() throws -> Discovered {
    let (settings, obstacle) = try settings { () throws(ExpectedFailure) in
      try host.map { host throws(ExpectedFailure) in try ConfigurationFile.load(repositoryRoot: host.checkout) }
        ?? ConfigurationFile()
    }
    try requireMachine(settings)
    try target.requireReachable(settings.forge)
    let origin = try target.origin(effects: effects)
    let forge = try supplies.forge(settings, origin)
    return Discovered(
      preflight: self, origin: origin, settings: settings, obstacle: obstacle, forge: forge, found: try forge.discover()
    )
  }

  /// The settings, with what `file` gives as the repository's word, and why agents are not isolated, nil where they are.
  fileprivate func settings(
    _ file: () throws(ExpectedFailure) -> ConfigurationFile
  ) throws -> (settings: RunSettings, obstacle: String?) {
    let configuration = try Configuration(environment: supplies.environment, repository: file)
    var settings = try RunSettings.resolve(configuration: configuration, flags: request.flags)
    if let identity = target.trustIdentity {
      let outside = configuration.outside(besides: request.flags)
      try TrustStore(stateRoot: supplies.stateRoot)
        .refusal(of: outside, in: identity, flags: target.trustFlags(request.flags)).map(onUntrusted)
    }
    supplies.goBy(settings)
    let obstacle = try settings.decideBubblewrap(
      effects: effects, stateRoot: supplies.stateRoot, environment: supplies.environment, faults: supplies.faults)
    let lost = configuration.repository.keys.filter { Self.keysOfTheRun.contains($0) }
    if isOneOfSeveral, !lost.isEmpty, let named {
      supplies.tell("kb: \(named.fullName) sets \(lost.joined(separator: ", ")), which count in a run of its own alone")
    }
    return (settings, obstacle)
  }

  /// What a repository can't set for others (docs/adr/0050).
  private static let keysOfTheRun = ["parallel", "limits.tokenBudget", "notify"]

  /// What every worker would fail for alike.
  private func requireMachine(_ settings: RunSettings) throws {
    guard Files.exists(supplies.workerProgram) else {
      throw ExpectedFailure.workerProgramMissing(supplies.workerProgram)
    }
    _ = try GitIdentity((host?.git(effects) ?? Git("/", effects: effects)).result(GitIdentity.question))
    if let machine = MachineSize.current { try MemoryFit.require(settings, machine) }
  }

  /// The forge has answered.
  struct Discovered: RepositoryStep {
    fileprivate let preflight: RepositoryPreflight
    fileprivate let origin: HostRepository
    fileprivate let settings: RunSettings
    fileprivate let obstacle: String?
    fileprivate let forge: any Forge
    fileprivate let found: Discovery

    var isOneOfSeveral: Bool { preflight.isOneOfSeveral }
    var named: RepositoryIdentity? { preflight.repository }

    /// Reads the configuration at origin, where there is no clone that it could be read from: of the branch that flags or
    /// the operator's own configuration name, else of the default branch.
    func open() throws -> Opened {
      let clone = FactoryClone(
        of: found, for: origin, in: preflight.clones, effects: preflight.effects, tell: preflight.supplies.tell)
      guard preflight.host == nil else {
        return Opened(discovered: self, clone: clone, settings: settings, obstacle: obstacle)
      }
      let committed = try clone.committedConfiguration(of: settings.baseBranch ?? found.defaultBranch)
      let (settings, obstacle) = try preflight.settings { () throws(ExpectedFailure) in
        try ConfigurationFile.load(committed)
      }
      try preflight.target.requireReachable(settings.forge)
      return Opened(discovered: self, clone: clone, settings: settings, obstacle: obstacle)
    }
  }

  /// The settings are known.
  struct Opened: RepositoryStep {
    fileprivate let discovered: Discovered
    fileprivate let clone: FactoryClone
    fileprivate let settings: RunSettings
    /// Why agents are not isolated; nil where they are.
    fileprivate let obstacle: String?

    var isOneOfSeveral: Bool { discovered.isOneOfSeveral }
    var named: RepositoryIdentity? { discovered.named }

    /// Which PRDs the run works on, and whether it can.
    func choose() throws -> RepositoryFindings {
      let (preflight, found) = (discovered.preflight, discovered.found)
      let sandbox = try preflight.supplies.sandbox(settings, preflight.state.root)
      var flags = preflight.request.flags.again
      if preflight.repository != nil {
        flags = ["--repo \(found.repository.fullName)", flags].compactMap { $0 }.joined(separator: " ")
      }
      let plan = RepositoryPlan(
        repository: found.repository, defaultBranch: found.defaultBranch, operatorLogin: found.operatorLogin,
        checkout: preflight.host?.checkout, clone: clone.path, settings: settings,
        isolation: [sandbox.isolation, obstacle].compactMap { $0 }.joined(separator: "; "),
        missingLabels: found.missingLabels, serverLacks: found.serverLacks, flags: flags)
      var findings = RepositoryFindings(
        plan: plan, forge: discovered.forge, name: isOneOfSeveral ? found.repository : nil)
      let snapshots = try findings.choose(preflight.prds, from: found)
      try findings.settle(ClaimRegistry(preflight.state))
      if let first = findings.queue.first { try sandbox.check(plan.sandbox(of: first.number)) }
      try makeReady(findings)
      try findings.requireNoneClosed(snapshots, PRDBranchSurvey(git: clone.git, base: plan.baseBranch))
      return findings
    }

    /// The Factory Clone is made last: nothing that is wrong elsewhere is found after it.
    private func makeReady(_ findings: RepositoryFindings) throws {
      let base = findings.plan.baseBranch
      if findings.queue.isEmpty || !clone.isThere, let host = discovered.preflight.host, host.foreign == nil {
        try host.git(discovered.preflight.effects).requireBranch(base)
      }
      guard !findings.queue.isEmpty else { return }
      try clone.open()
      try clone.follow(base)
      try clone.git.requirePush()
    }
  }
}
