import KBAgents
import KBConfiguration
import KBDomain
import KBForges
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBSystem

/// Puts the steps of a Factory Run together: the one place that knows all capabilities. Each step gets those that it
/// uses.
struct FactoryRunAssembly {
  let assignment: Assignment
  let effects: any Effects
  let faults: FaultPoints
  let narrator: Narrator
  let journal: RunJournal
  let patience: Patience
  let forge: any Forge
  /// The PRD Branch in the Factory Clone.
  let branch: PRDBranch
  /// The PRD Sandbox.
  let sandbox: PRDSandbox
  /// Those that this run does not use.
  let otherBackends: [any SandboxBackend]
  /// The operator's home folder, absolute; nil where none is known.
  let home: String?

  private var settings: RunSettings { assignment.settings }
  private var prd: Int { assignment.prd }

  /// Stops what earlier runs have left at work.
  var fencing: Fencing {
    Fencing(sandbox: sandbox, others: otherBackends, patience: patience, journal: journal, narrator: narrator)
  }

  /// The repository's own checks.
  var checks: RepositoryChecks {
    RepositoryChecks(commands: settings.verify.commands, limits: insideLimits, narrator: narrator, prd: prd)
  }

  /// The agent of the run.
  var agent: SandboxedAgent {
    SandboxedAgent(
      agent: AgentCatalogue.named(settings.agent), settings: settings,
      ledger: SessionLedger(journal: journal, limits: settings.limits, narrator: narrator), narrator: narrator)
  }

  /// A workplace in a sandbox. It knows whether it has opened that: one is made for each that is worked in.
  func workplace(in sandbox: PRDSandbox, _ committer: Committer) -> Workplace {
    let hooks = SandboxHooks(
      sandbox: sandbox, narrator: narrator, commands: settings.hooks.sandboxCreated, limits: insideLimits)
    return Workplace(
      SandboxOpening(sandbox: sandbox, hooks: hooks, journal: journal, narrator: narrator),
      ClonePreparation(
        sandbox: sandbox, carrier: carrier(from: sandbox), committer: committer, narrator: narrator,
        branch: branch.name),
      narrator: narrator)
  }

  /// What lets sessions begin in the PRD Sandbox.
  func turn(_ workplace: Workplace) -> SessionTurn {
    SessionTurn(
      patience: patience, sandbox: sandbox, workplace: workplace,
      room: SessionRoom(
        folders: [assignment.repositoryFolder, assignment.stateRoot], gibibytes: settings.limits.freeDiskGiB,
        journal: journal, keepsReserve: !faults.isOff(.reserve)))
  }

  /// What brings saved work from a sandbox to the host.
  func carrier(from sandbox: PRDSandbox) -> SavedWorkCarrier {
    SavedWorkCarrier(sandbox: sandbox, branch: branch, narrator: narrator, run: assignment.run)
  }

  /// What runs the commands of a review. They come from a model: none may take long, or print much.
  func trials(on ground: ReviewGround) -> ReproTrials {
    ReproTrials(
      ground: ground, limits: InsideLimits(minutes: min(settings.verify.minutes, 10), mebibytes: 16),
      patience: patience, narrator: narrator)
  }

  private var insideLimits: InsideLimits {
    InsideLimits(minutes: settings.verify.minutes, mebibytes: settings.limits.sessionOutputMiB)
  }
}

extension FactoryRunAssembly {
  /// `environment` is the Worker's own, of which a sandbox gets next to nothing.
  init(
    _ assignment: Assignment, effects: any Effects, environment: [String: String], faults: FaultPoints,
    narrator: Narrator, journal: RunJournal, patience: Patience
  ) {
    let settings = assignment.settings
    let backend = SandboxMaker.make(
      settings.sandbox.backend, effects: effects, stateRoot: assignment.stateRoot, environment: environment,
      settings: settings)
    let others = SandboxMaker.all(effects: effects, stateRoot: assignment.stateRoot, environment: environment)
    self.init(
      assignment: assignment, effects: effects, faults: faults, narrator: narrator, journal: journal,
      patience: patience,
      forge: PatientForge(
        forge: ForgeMaker.make(
          settings.forge, repository: assignment.repository, checkout: assignment.checkout,
          clone: { _ in assignment.clone }, lacks: assignment.serverLacks ?? [],
          effects: HeldBackEffects(effects, waitForLeave: patience.waitForForge)),
        patience: patience),
      branch: PRDBranch(
        git: Git(
          assignment.repositoryFolder, effects: effects, operatorClone: assignment.operatorClone,
          credentialHost: assignment.operatorClone == nil ? assignment.repository.host : nil),
        prd: assignment.prd, base: assignment.baseBranch),
      sandbox: PRDSandbox(
        backend: backend,
        spec: SandboxSpec(
          prd: assignment.prd, of: assignment.repository, from: assignment.repositoryFolder,
          checkout: assignment.checkout, settings: settings),
        effects: effects, leftover: Leftover()),
      otherBackends: others.filter { $0.name != settings.sandbox.backend }, home: environment["HOME"])
  }
}
