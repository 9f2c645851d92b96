import KBConfiguration
import KBDomain
import KBProtocol
import KBRepository
import KBSandboxes
import KBState

/// Puts those steps together that share one workplace, one committer and one gate.
struct WalkAssembly {
  let run: FactoryRunAssembly
  let resume: ResumePoint
  let gate: Gate
  let committer: Committer
  let workplace: Workplace

  /// `ignored` is what git ignores in the operator's clone: no commit may hold it.
  init(_ run: FactoryRunAssembly, _ resume: ResumePoint, ignored: IgnoredFiles) {
    self.run = run
    self.resume = resume
    let assignment = run.assignment
    gate = Gate(
      assignment.repositoryFolder, assignment.settings, ignored: ignored, effects: run.effects,
      stateRoot: assignment.stateRoot)
    committer = Committer(run.branch)
    workplace = run.workplace(in: run.sandbox, committer)
  }

  /// The whole way of one attempt at the PRD.
  var factoryRun: FactoryRun {
    FactoryRun(
      fencing: run.fencing, reader: reader,
      arrival: Arrival(catchUp: catchUp, removal: removal, comparison: comparison),
      walk: Walk(reader: reader, committer: committer, work: issueWork, report: issueReport, delivery: delivery),
      narrator: run.narrator)
  }

  private var settings: RunSettings { run.assignment.settings }

  private var reader: PRDReader {
    PRDReader(
      forge: run.forge, branch: run.branch, patience: run.patience, effects: run.effects,
      owners: Owners(settings.owners, operatorLogin: run.assignment.operatorLogin))
  }

  private var texts: FactoryTexts {
    let assignment = run.assignment
    return FactoryTexts(
      assignment: assignment, sandbox: run.sandbox.spec.name, journal: run.journal, narrator: run.narrator,
      privacy: HostPrivacy(
        checkouts: [assignment.repositoryFolder, assignment.checkout], stateRoot: assignment.stateRoot,
        home: run.home, committer: committer))
  }

  private var issueReport: IssueReport {
    IssueReport(
      forge: run.forge, texts: texts, narrator: run.narrator, sandbox: run.sandbox, told: run.assignment.endedBefore)
  }

  private var catchUp: CatchUp {
    CatchUp(
      forge: run.forge,
      pullRequest: PRDPullRequest(
        forge: run.forge, texts: texts, narrator: run.narrator, branch: run.branch, integrity: integrity),
      narrator: run.narrator, effects: run.effects, closeIssues: settings.closeIssues)
  }

  fileprivate var integrity: IntegrityComparison {
    IntegrityComparison(
      search: TestIntegritySearch(tests: settings.verify.tests, commands: settings.verify.commands), gate: gate,
      narrator: run.narrator)
  }

  private var comparison: BaseComparison {
    BaseComparison(gate: gate, base: run.branch.base, narrator: run.narrator)
  }

  private var removal: SandboxRemoval {
    SandboxRemoval(sandbox: run.sandbox, carrier: run.carrier(from: run.sandbox), narrator: run.narrator)
  }

  /// nil where checks and the final review want none.
  private var freshSandbox: FreshSandbox? {
    guard settings.verify.isFresh else { return nil }
    let own = run.sandbox.named(
      FactoryNames.checkSandbox(
        prd: run.assignment.prd, repository: run.assignment.repository, agent: settings.agent))
    return FreshSandbox(
      own: own, other: run.sandbox, workplace: { run.workplace(in: own, committer) }, narrator: run.narrator,
      prd: run.assignment.prd)
  }
}

extension WalkAssembly {
  fileprivate var retraction: WorkRetraction { WorkRetraction(journal: run.journal, narrator: run.narrator) }

  fileprivate var attempts: SessionAttempts {
    SessionAttempts(limit: settings.limits.attempts, narrator: run.narrator)
  }

  fileprivate var issueWork: IssueWork {
    IssueWork(
      verified: verifiedWork, publication: publication, reader: reader, sandbox: run.sandbox, narrator: run.narrator)
  }

  private var verifiedWork: VerifiedWork {
    VerifiedWork(
      earlier: EarlierWork(
        paid: resume.work, branch: run.branch, workplace: workplace, patience: run.patience, narrator: run.narrator),
      sessions: sessionWork,
      verification: Verification(
        checks: run.checks, gate: ContentGate(gate: gate, retraction: retraction), patience: run.patience,
        sandbox: run.sandbox, fresh: freshSandbox),
      journal: run.journal, repairs: settings.verify.repairSessions)
  }

  private var sessionWork: SessionWork {
    SessionWork(
      session: IssueSession(
        turn: run.turn(workplace), agent: run.agent, journal: run.journal, narrator: run.narrator,
        prompts: IssuePrompts(settings: settings, branch: run.branch, refusals: resume.refusals)),
      collection: WorkCollection(
        sandbox: run.sandbox, carrier: run.carrier(from: run.sandbox), patience: run.patience, journal: run.journal,
        narrator: run.narrator),
      attempts: attempts, journal: run.journal, narrator: run.narrator)
  }

  private var publication: Publication {
    let publisher = Publisher(
      commits: IssueCommits(branch: run.branch, journal: run.journal, gate: gate), branch: run.branch, gate: gate,
      host: run.assignment.repository.host)
    return Publication(
      reader: reader,
      unpublished: UnpublishedWork(branch: run.branch, journal: run.journal, narrator: run.narrator),
      push: IssuePush(
        publisher: publisher, texts: texts, retraction: retraction, patience: run.patience, journal: run.journal),
      next: AfterPublish(
        catchUp: catchUp, workplace: workplace, effects: run.effects, reviewsThere: !settings.verify.isFresh),
      narrator: run.narrator)
  }

  fileprivate var delivery: Delivery {
    let posting = ReviewPosting(
      forge: run.forge, texts: texts, narrator: run.narrator, sandbox: run.sandbox,
      operatorLogin: run.assignment.operatorLogin)
    let ground = ReviewGround(
      workplace: workplace, sandbox: run.sandbox, branch: run.branch, fresh: freshSandbox)
    let session = ReviewSession(turn: run.turn(workplace), agent: run.agent, attempts: attempts, ground: ground)
    return Delivery(
      review: FinalReview(
        session: session, trials: run.trials(on: ground), posting: posting, journal: run.journal,
        advice: ReviewAdvice(addition: settings.prompts.finalReview, comparison: integrity)),
      reader: reader,
      handover: Handover(
        catchUp: catchUp, comparison: comparison, gate: ReadyGate(), posting: posting, journal: run.journal),
      removal: removal, narrator: run.narrator)
  }
}
