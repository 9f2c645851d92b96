import KBConfiguration
import KBFailures
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBSystem
import KBText

/// Takes the claim, has a Factory Run put together, and turns whatever happens into one outcome.
struct WorkerRun {
  private let assignment: Assignment
  private let effects: ProcessRunner
  private let narrator: Narrator
  private let control: ControlChannel
  private let environment: [String: String]
  private let faults: FaultPoints

  init(
    _ assignment: Assignment, effects: ProcessRunner, narrator: Narrator, control: ControlChannel,
    environment: [String: String], faults: FaultPoints
  ) {
    self.faults = faults
    self.control = control
    self.assignment = assignment
    self.effects = effects
    self.narrator = narrator
    self.environment = environment
  }

  func run() -> FactoryRunOutcome {
    do {
      return try runClaimed()
    } catch is StopRequested {
      return .stopped
    } catch {
      return .failed(issue: nil, failure: narrator.diagnose(error))
    }
  }

  private func runClaimed() throws -> FactoryRunOutcome {
    narrator.enter(.claim)
    let state = try StateDirectory(opening: assignment.stateRoot)
    let registry = ClaimRegistry(state)
    try LegacyLock.check(checkout: assignment.checkout, prd: assignment.prd)
    guard let claim = try registry.claim(assignment.prd, of: assignment.repository) else {
      let holder = try registry.holder(of: assignment.prd, in: assignment.repository)
      return .heldElsewhere(holder: holder.map(Self.describe) ?? "another worker on this machine")
    }
    let keeper = ClaimKeeper(claim)
    narrator.writeClaim = keeper.write
    narrator.tell(.claimed)
    let heartbeat = effects.loop.every(.seconds(WorkerProtocol.heartbeatSeconds)) { [narrator] in
      narrator.heartbeat()
      // A worker waits for its agent nearly all of its life.
      ProgramText.release()
    }
    // Somebody may remove the state directory: then another Worker could take the PRD as well.
    let looks = !faults.isOff(.inode)
    let look = { [narrator, effects] in
      guard looks, !keeper.isStillValid, effects.stopLevel < .now else { return }
      narrator.note("the claim's file was removed or replaced; this worker ends")
      effects.requestStop(.now)
    }
    let looking = effects.loop.every(.seconds(1), look)
    defer { [heartbeat, looking].forEach(effects.loop.cancel) }
    effects.onStart = { [narrator] in
      look()
      narrator.log.line("$ \($0.description)")
      narrator.reach("command")
    }

    let journal = try RunJournal(
      try state.journal(of: assignment.prd, in: assignment.repository), run: assignment.run, clock: { effects.now })
    journal.atEdge = { [narrator] in narrator.reach($0) }
    let assembly = FactoryRunAssembly(
      assignment, effects: effects, environment: environment, faults: faults, narrator: narrator, journal: journal,
      patience: Patience(
        effects: effects, narrator: narrator, word: control.word, agent: assignment.settings.agent,
        deadline: assignment.deadline, scale: faults.delayScale, keep: keepUsageLimit))
    journal.isSynced = !faults.isOff(.sync)
    narrator.beforeCrash = journal.loseUnsynced
    let resume = ResumePoint(journal.lines)
    if assignment.onlyFences == true { return try fenceOnly(assembly, resume) }
    let ignored = ignoredFiles()
    try journal.append(.began)
    if assignment.raises == true { try journal.raiseOnce() }
    let outcome = WalkAssembly(assembly, resume, ignored: ignored).factoryRun.run(from: resume, faults)
    if case .delivered = outcome { dropWorkingRefs(assembly) }
    if outcome.isCleanEnd, !assembly.sandbox.leftover.mayBeAtWork { try journal.append(.ended(outcome: outcome.name)) }
    return outcome
  }

  /// Read before any session, whose output may show their values.
  private func ignoredFiles() -> IgnoredFiles {
    guard let files = IgnoredFiles.read(in: assignment.checkout, effects: effects) else {
      narrator.note("git can't tell what your clone ignores: no commit is held against that")
      return .none
    }
    narrator.hide(files.secrets)
    return files
  }

  /// They are of no use to a PRD that is delivered. What goes wrong hides nothing.
  private func dropWorkingRefs(_ assembly: FactoryRunAssembly) {
    do {
      try WorkingRefs(of: assembly.branch, sandbox: assembly.sandbox.spec.name)
        .drop(unpublished: ResumePoint(assembly.journal.lines).unpublished)
    } catch {
      narrator.note("refs of #\(assignment.prd) could not be dropped: \(DiagnosedFailure(error).what)")
    }
  }

  /// For the runs that come after this one. Where it can't be written, this run knows it all the same.
  private func keepUsageLimit(_ brake: Brake) {
    let word = UsageLimits.Word(
      agent: assignment.settings.agent, repository: assignment.repository, prd: assignment.prd, since: effects.now,
      until: brake.until, why: brake.why)
    do {
      try UsageLimits(stateRoot: assignment.stateRoot).keep(word)
    } catch {
      narrator.note("the usage limit could not be kept for later runs: \(error.why ?? error.what)")
    }
  }

  /// The journal is told nothing: for the next run, the dead Workers' runs are as they were. `stopped` means that the
  /// sandbox is.
  private func fenceOnly(_ assembly: FactoryRunAssembly, _ resume: ResumePoint) throws -> FactoryRunOutcome {
    guard resume.needsFence else { return .stopped }
    do {
      try assembly.fencing.stopAll(resume)
    } catch is StopRequested {
      throw ExpectedFailure.sandboxFailed("be stopped", why: "The run was ended before sbx had done it.")
    }
    narrator.note("the sandbox was stopped, so that no agent works on without a worker")
    return .stopped
  }

  private static func describe(_ holder: RunRecord) -> String {
    "pid \(holder.pid.map(String.init) ?? "unknown") since \(TimeText.hourAndMinute(holder.startedAt))"
  }
}

/// Keeps the claim alive for as long as the Worker runs.
private final class ClaimKeeper {
  private let claim: Claim

  init(_ claim: consuming Claim) {
    self.claim = claim
  }

  func write(_ record: RunRecord) { claim.write(record) }

  var isStillValid: Bool { claim.isStillValid }
}

extension FactoryRunOutcome {
  /// Whether certainly nothing of the run is at work any more. The next run fences after any other end.
  fileprivate var isCleanEnd: Bool {
    switch self {
    case .delivered, .notReady, .paused, .blocked, .unchanged, .skipped, .heldElsewhere: true
    case .stopped: false
    case .failed(_, let failure): ![.sandbox, .machine, .bug].contains(failure.failureClass)
    }
  }
}
