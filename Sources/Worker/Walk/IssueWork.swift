import Shared

/// One AFK Issue from fresh session to published commit.
struct IssueWork {
  private let parts: FactoryParts
  private let workplace: Workplace
  private let resume: ResumePoint

  init(_ parts: FactoryParts, _ workplace: Workplace, resume: ResumePoint) {
    self.parts = parts
    self.workplace = workplace
    self.resume = resume
  }

  /// Returns the PRD as it is afterwards. Throws `IssueStop` for what concerns this issue, anything else as it is.
  func implement(_ issue: ImplementationIssue, in view: PRDView) throws -> PRDView {
    do {
      let work = try verifiedWork(on: issue, in: view)
      return try publish(work, for: issue, in: view)
    } catch let failure as ExpectedFailure where failure.concernsIssue {
      throw IssueStop(issue: issue, failure: failure, view: view)
    }
  }

  /// Sessions until the repository's checks are green, or the allowed number is used up.
  private func verifiedWork(on issue: ImplementationIssue, in view: PRDView) throws -> CollectedWork {
    if let verified = try committedWork(on: issue) {
      return verified
    }
    var work = try firstWork(on: issue, in: view)
    var sessions = 1
    let verification = Verification(parts: parts)
    while true {
      if !verification.names.isEmpty { try look(at: work, issue) }
      let red = try parts.patience.run { [work] in
        try verification.firstRed(of: work, in: workplace, originRef: view.originRef(of: parts.branch))
      }
      guard var red else {
        work.checks = verification.names
        return work
      }
      guard sessions <= parts.settings.verify.repairSessions else {
        try parts.journal.append(.sessionFailed(issue: issue.number))
        throw ExpectedFailure.verificationRed(
          red.command, issue: issue.number, sessions: sessions, output: red.output)
      }
      red.leftOut = work.leftOut
      parts.reporter.note("`\(red.command)` is red for #\(issue.number); a fresh session gets its output")
      sessions += 1
      _ = try session(on: issue, in: view, base: work.base, red: red)
      work = try collected(issue, base: work.base, message: "")
    }
  }

  /// Before checks and repairs are paid for. What is pushed in the end is looked at again.
  private func look(at work: CollectedWork, _ issue: ImplementationIssue) throws {
    _ = try retracting(issue) { try parts.gate.pass(work.snapshot, on: work.base, issue: issue.number) }
  }

  /// A commit that an earlier run had verified and made, and perhaps not pushed.
  private func committedWork(on issue: ImplementationIssue) throws -> CollectedWork? {
    guard case .committed(let parent, let commit, let checks) = resume.work[issue.number],
      try parts.branch.git.result(["cat-file", "-e", "\(commit)^{commit}"]).succeeded
    else { return nil }
    parts.reporter.note("the commit for #\(issue.number) was made by an earlier run")
    return CollectedWork(issue: issue.number, base: parent, snapshot: commit, checks: checks ?? [])
  }

  /// The work of an earlier run where it was paid for and not published, else that of a fresh session.
  private func firstWork(on issue: ImplementationIssue, in view: PRDView) throws -> CollectedWork {
    switch resume.work[issue.number] {
    case .collected(let base, let snapshot, let leftOut):
      let found = try parts.branch.git.result(["cat-file", "-e", "\(snapshot)^{commit}"])
      if found.succeeded, try hasWorkForChecks(issue, in: view, base: base) {
        parts.reporter.note("the work on #\(issue.number) was finished by an earlier run")
        return CollectedWork(issue: issue.number, base: base, snapshot: snapshot, leftOut: leftOut)
      }
    case .finished(let base, let message):
      if try hasKeptWork(issue, in: view, base: base) {
        parts.reporter.note("the session on #\(issue.number) was finished by an earlier run")
        return try collected(issue, base: base, message: message)
      }
    case .committed, .begun, nil: break
    }
    return try freshWork(on: issue, in: view)
  }

  /// Without checks the sandbox is not needed; with checks it must still hold that very work.
  private func hasWorkForChecks(_ issue: ImplementationIssue, in view: PRDView, base: String) throws -> Bool {
    if parts.settings.verify.commands.isEmpty { return true }
    return try hasKeptWork(issue, in: view, base: base)
  }

  private func hasKeptWork(_ issue: ImplementationIssue, in view: PRDView, base: String) throws -> Bool {
    try parts.patience.run {
      try workplace.prepare("\(issue.number)", at: base, originRef: view.originRef(of: parts.branch)).keptWork
    }
  }

  private func freshWork(on issue: ImplementationIssue, in view: PRDView) throws -> CollectedWork {
    let base = view.branch.tip
    var attempt = 1
    while true {
      do {
        let message = try session(on: issue, in: view, base: base, red: nil)
        return try collected(issue, base: base, message: message)
      } catch let failure as ExpectedFailure
        where failure.failureClass == .agent && attempt < parts.settings.limits.attempts
      {
        attempt += 1
        parts.reporter.note("\(failure.what) Try \(attempt) of \(parts.settings.limits.attempts).")
      }
    }
  }

  private func session(
    on issue: ImplementationIssue, in view: PRDView, base: String, red: AgentPrompt.RedCheck?
  ) throws -> String {
    try workplace.whenFree {
      var found: PreparedWorkspace?
      // A red check's work is in the tree already.
      if red == nil {
        let ready = try workplace.prepare("\(issue.number)", at: base, originRef: view.originRef(of: parts.branch))
        if ready.keptWork { parts.reporter.note("unfinished work on #\(issue.number) was found and is continued") }
        found = ready
      }
      return try paidSession(on: issue, in: view, base: base, red: red, found: found)
    }
  }

  private func paidSession(
    on issue: ImplementationIssue, in view: PRDView, base: String, red: AgentPrompt.RedCheck?,
    found: PreparedWorkspace?
  ) throws -> String {
    try workplace.waitForBrakes()
    parts.reporter.enter(.agent, issue: issue.number)
    try parts.journal.append(.sessionStarted(issue: issue.number, base: base))
    let prompt = AgentPrompt.afk(
      issue, of: view.plan(branch: parts.branch.name), red: red, refusal: resume.refusals[issue.number],
      unfinished: found?.unfinished, elsewhere: found?.elsewhere ?? [], protected: parts.settings.protectedPaths,
      allowed: parts.settings.user.allowedPaths,
      extension: parts.settings.prompts.afkIssue,
      fence: Fence.word())
    do {
      let said = try SandboxedAgent(parts: parts).run(prompt, issue: issue.number)
      let message = SafeText.cut(parts.reporter.redaction.mask(said), to: 4000)
      try parts.journal.append(.sessionSucceeded(issue: issue.number, base: base, message: message))
      return message
    } catch let failure as ExpectedFailure {
      try parts.journal.append(.sessionFailed(issue: issue.number))
      throw failure
    }
  }

  private func collected(_ issue: ImplementationIssue, base: String, message: String) throws -> CollectedWork {
    let collected = try workplace.collect(issue.number, base: base)
    if let work = collected.work { return work }
    try parts.journal.append(.sessionFailed(issue: issue.number))
    let named = collected.leftOut.sentences(SafeText.line).joined(separator: "\n")
    throw ExpectedFailure.agentChangedNothing(
      issue: issue.number, message: SafeText.cut(SafeText.block(message), to: 2000), leftOut: named)
  }

  private func publish(_ work: CollectedWork, for issue: ImplementationIssue, in view: PRDView) throws -> PRDView {
    // The session took long: look again before anything is changed for everybody to see. Of origin, the push tells.
    parts.reporter.enter(.read, issue: issue.number)
    // All of the session's work is on the host by now. A stop that fails is tried again before the next session.
    let (read, _) = try parts.effects.together {
      try parts.forge.readPRD(parts.prd, branch: parts.branch.name)
    } _: {
      try? workplace.endSurvivors()
    }
    var fresh = try PRDView(read, view.branch, owners: parts.trusted)
    for _ in 0..<3 {
      if try keepsUnpublished(work, of: issue, in: fresh) { return fresh }
      try fresh.requirePullRequestNotClosed()
      parts.reporter.enter(.publish, issue: issue.number)
      switch try push(work, for: issue, in: fresh) {
      case .moved(let branch): fresh = try PRDView(fresh.snapshot, branch, owners: parts.trusted)
      case .published(let commit):
        try parts.journal.append(.published(issue: issue.number, commit: commit))
        parts.reporter.tell(.published(issue: issue.number, commit: commit))
        return try finish(fresh.publishing(commit, for: issue.number, at: parts.effects.now))
      }
    }
    throw ExpectedFailure.pushOutrun(parts.branch.name)
  }

  /// What follows from the commit on the forge, and meanwhile, in the sandbox, the way to what comes next.
  private func finish(_ view: PRDView) throws -> PRDView {
    try parts.effects.together {
      try CatchUp(parts).finish(view)
    } _: {
      switch view.sequence.nextStep(after: view.done) {
      case .implement(let next): workplace.prepareAhead("\(next.number)", at: view.branch.tip)
      case .review where !FreshSandbox.isWanted(parts): workplace.prepareAhead("review", at: view.branch.tip)
      case .review, .pause, .reopened, .blocked: break
      }
    }.0
  }

  /// Whether the work is not to be published; it is kept under a ref then.
  private func keepsUnpublished(_ work: CollectedWork, of issue: ImplementationIssue, in fresh: PRDView) throws -> Bool
  {
    if fresh.needsNoCommit(for: issue.number) {
      let ref = try save(work)
      try parts.journal.append(.sessionFailed(issue: issue.number))
      parts.reporter.note(
        "#\(issue.number) needs no commit any more; the work on it is kept: kb saved \(parts.prd) (\(ref))")
      return true
    }
    guard let reason = fresh.reasonToSkip(owners: parts.owners) else { return false }
    // The journal still has the work: the run after the reason is gone goes on with it.
    let ref = try save(work)
    parts.reporter.note(
      "#\(issue.number) is not published now (\(reason)); the work on it is kept: kb saved \(parts.prd) (\(ref)), and the next run publishes it "
        + "once the PRD is ready again")
    return true
  }

  private func push(
    _ work: CollectedWork, for issue: ImplementationIssue, in fresh: PRDView
  ) throws -> Publisher.Outcome {
    let message = FactoryTexts(parts, fresh).commitMessage(issue)
    let publisher = Publisher(
      branch: parts.branch, journal: parts.journal, gate: parts.gate, host: parts.assignment.repository.host)
    let tip = try tip(for: work, in: fresh)
    return try retracting(issue) {
      try parts.patience.run { try publisher.publish(work, message: message, tip: tip, knowing: fresh.branch) }
    }
  }

  /// Keeps work that is not pushed under a ref of its own, and returns that.
  private func save(_ work: CollectedWork) throws -> String {
    let ref = try parts.branch.freeSavedRef("issue-\(work.issue)")
    try parts.branch.git.output(["update-ref", ref, work.snapshot])
    return ref
  }

  /// Takes the work back where origin or the gate refuses what is in it: the next run would push the same commit for
  /// ever. The next session is told.
  private func retracting<Result>(_ issue: ImplementationIssue, _ step: () throws -> Result) throws -> Result {
    do {
      return try step()
    } catch let failure as ExpectedFailure where failure.refusesContent {
      let words = failure.code == .pushContentRefused ? failure.why ?? "" : failure.what
      let refusal = SafeText.cut(parts.reporter.redaction.mask(words), to: 2000)
      try parts.journal.append(.sessionFailed(issue: issue.number, refusal: refusal))
      throw failure
    }
  }

  /// Where the commit goes on top. The first one of a PRD Branch stays on the commit of the base branch that its session
  /// began on, however the base branch has moved on since.
  private func tip(for work: CollectedWork, in fresh: PRDView) throws -> String {
    guard fresh.branch.branch == nil, work.base != fresh.branch.base else { return fresh.branch.tip }
    let isOnBase = try parts.branch.git.result(["merge-base", "--is-ancestor", work.base, fresh.branch.base]).succeeded
    return isOnBase ? work.base : fresh.branch.tip
  }
}

extension ExpectedFailure {
  /// Whether it says something about the issue that was being worked on, and so belongs in a comment there.
  var concernsIssue: Bool {
    switch failureClass {
    case .agent, .unchanged, .verification, .branchMoved: true
    case .repository:
      refusesContent || [.submoduleWorkUnpublished, .sandboxObjectsRefused, .sandboxWorkTooLarge].contains(code)
    case .usage, .configuration, .machine, .plan, .forgeRefused, .forgeUnavailable, .forgeLimit, .sandbox,
      .usageLimit, .overloaded, .agentSetup, .disk, .worker, .bug:
      false
    }
  }
}

extension ExpectedFailure {
  /// Whether the same commit would be refused again.
  fileprivate var refusesContent: Bool {
    [
      .pushContentRefused, .protectedPathChanged, .gateBlind, .commitTooLarge, .pathNameRefused, .submoduleAdded,
      .linkRefused, .keyInCommit,
      .ignoredContentInCommit,
    ].contains(code)
  }
}

/// A word that no text from the tracker can know.
enum Fence {
  static func word() -> String { "data-" + String(UInt64.random(in: .min ... .max), radix: 36) }
}
