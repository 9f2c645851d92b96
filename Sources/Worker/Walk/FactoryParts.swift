import Shared

/// What a session may have left behind.
final class Leftover {
  /// Whether an agent may be at work in the sandbox although its session is over.
  var mayBeAtWork = false
  /// Whether a session has ended since the sandbox was stopped last: what it has started in the background may write on.
  var mayWrite = false
}

/// Who commits, once the walk has asked.
final class KnownIdentity {
  var value: GitIdentity?
}

/// What a Factory Run works with. Built once, passed on whole.
struct FactoryParts {
  let assignment: Assignment
  let effects: any Effects
  let reporter: Reporter
  let journal: RunJournal
  let forge: any Forge
  let sandbox: any SandboxBackend
  /// Those that this run does not use; an earlier run of the PRD may have.
  var otherSandboxes: [any SandboxBackend] = []
  var spec: SandboxSpec
  let agent: any AgentBackend
  let branch: PRDBranch
  let patience: Patience
  let leftover = Leftover()
  let identity = KnownIdentity()
  /// What git ignores in the operator's clone: no commit may hold it.
  var ignored = IgnoredFiles.none
  /// The operator's home folder, absolute; nil where none is known.
  var home: String?
  /// Safeguards that a fault test leaves out.
  var leftOut: Set<Safeguard> = []

  /// Whether a fault test leaves a safeguard out.
  func isOff(_ safeguard: Safeguard) -> Bool { leftOut.contains(safeguard) }

  /// What every commit passes before it is pushed.
  var gate: Gate {
    Gate(
      assignment.repositoryFolder, settings, ignored: ignored, effects: effects,
      stateRoot: assignment.stateRoot)
  }

  var settings: RunSettings { assignment.settings }
  var prd: Int { assignment.prd }
  /// Logins whose PRDs are worked on.
  var owners: [String] { settings.owners.isEmpty ? [assignment.operatorLogin] : settings.owners }
  /// Logins whose words get into prompts: the owners', and the operator's own.
  var trusted: [String] { owners + [assignment.operatorLogin] }
}

extension FactoryParts {
  /// What stays off the forge.
  var hostWords: HostWords {
    HostWords(
      checkouts: [assignment.repositoryFolder, assignment.checkout], stateRoot: assignment.stateRoot, home: home,
      machine: HostWords.machineName,
      identity: identity.value, homes: HostWords.homesOfThisMachine)
  }

  /// Names in the log what the comments don't: the commands that look into the sandbox and remove it.
  func logSandboxHelp() {
    let help = sandbox.commandsForPeople(spec)
    reporter.log.line("the sandbox is kept; to look inside: \(help.inspect)")
    reporter.log.line("to remove it: \(help.remove)")
  }

  /// Tells something on the forge that must not hide what it is about: a comment that can't be posted is a note.
  func post(on number: Int, _ comment: () throws -> Void) {
    do {
      try comment()
    } catch is StopRequested {
      reporter.note("the comment on #\(number) was not posted: the run is being stopped")
    } catch {
      reporter.note("the comment on #\(number) could not be posted: \(DiagnosedFailure(error).what)")
    }
  }

  /// `environment` is the Worker's own, of which a sandbox gets next to nothing.
  init(
    _ assignment: Assignment, effects: any Effects, environment: [String: String], reporter: Reporter,
    journal: RunJournal, patience: Patience
  ) {
    self.patience = patience
    home = environment["HOME"]
    leftOut = Safeguard.leftOut(in: environment)
    self.assignment = assignment
    self.effects = effects
    self.reporter = reporter
    self.journal = journal
    let settings = assignment.settings
    agent = AgentBackends.named(settings.agent)
    forge = PatientForge(
      forge: Forges.make(
        settings.forge, repository: assignment.repository, checkout: assignment.checkout,
        clone: { _ in assignment.clone }, lacks: assignment.serverLacks ?? [],
        effects: HeldBackEffects(effects, waitForLeave: patience.waitForForge)),
      patience: patience)
    sandbox = SandboxBackends.make(
      settings.sandbox.backend, effects: effects, stateRoot: assignment.stateRoot,
      environment: environment, settings: settings)
    otherSandboxes = SandboxBackends.all(
      effects: effects, stateRoot: assignment.stateRoot, environment: environment
    ).filter { $0.name != settings.sandbox.backend }
    spec = SandboxSpec(
      prd: assignment.prd, of: assignment.repository, from: assignment.repositoryFolder, checkout: assignment.checkout,
      settings: settings)
    branch = PRDBranch(
      git: Git(
        assignment.repositoryFolder, effects: effects, operatorClone: assignment.operatorClone,
        credentialHost: assignment.operatorClone == nil ? assignment.repository.host : nil),
      prd: assignment.prd, base: assignment.baseBranch)
  }
}
