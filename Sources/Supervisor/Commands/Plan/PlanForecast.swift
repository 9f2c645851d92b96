#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBSystem

/// What `kb plan` found: the run's plan with a look at every PRD of its queue.
struct PlanForecast: Equatable, Sendable {
  /// A PRD that a run would give to a worker.
  struct Row: Equatable, Sendable {
    var prd: PlannedPRD
    var forecast: PRDForecast
    /// Tip of the PRD Branch at origin; nil where there is no branch yet.
    var tip: String?
    var sandbox: String
  }

  var plan: RunPlan
  var rows: [Row] = []
  /// Why a run would end before anything is done; nil where the repository's configuration needs no word, or has it.
  var untrusted: ExpectedFailure?
  /// When it was taken.
  var at = Date()
  /// The brake that holds back all, the operator's or a usage limit; nil where none is on.
  var brake: Brake?
  /// The brakes that hold back PRDs of the queue, be it one or all.
  var held: [PRDName: Brake] = [:]

  /// Rows that end in work.
  var wouldRun: [Row] {
    rows.filter { if case .end = $0.forecast { false } else { true } }
  }

  /// Everything else with how it ends, by number; nil where it is not even looked at by a worker.
  var wouldNotRun: [(prd: PlannedPRD, outcome: FactoryRunOutcome?, reason: String)] {
    let ends = rows.compactMap { row -> (PlannedPRD, FactoryRunOutcome)? in
      if case .end(let outcome) = row.forecast { (row.prd, outcome) } else { nil }
    }
    let known = ends + plan.settled.map { ($0.prd, $0.outcome) }
    let all =
      known.map { ($0, Optional($1), PlanReason.text($1)) } + plan.notTaken.map { ($0.prd, nil, $0.reason) }
    return all.sorted { $0.0.name < $1.0.name }
  }

  /// Reads forge and origin. Changes nothing; throws what a run would not start with.
  static func take(_ preflight: Preflight, effects: any Effects) throws -> PlanForecast {
    let (plan, forges) = try preflight.plan()
    var forecast = PlanForecast(plan: plan)
    let words = UsageLimits(stateRoot: plan.stateRoot).words(at: effects.now)
    let brakes = BrakeSet(
      [OperatorBrake(stateRoot: plan.stateRoot).brake].compactMap { $0 } + plan.agents.compactMap(words.brakeForAll))
    let blocking = plan.agents.map { brakes.blocking($0, at: effects.now) }
    if !blocking.contains(nil) { forecast.brake = blocking.compactMap { $0 }.min { $0.until < $1.until } }
    for (repository, forge) in zip(plan.repositories, forges) {
      let prds = plan.queue.filter { plan.repository(of: $0.name) == repository }
      for prd in prds {
        let agent = repository.settings.agent
        let own = [words.brake(of: agent, prd: prd.number, in: repository.repository)]
        forecast.held[prd.name] = BrakeSet(own.compactMap { $0 } + brakes.all).blocking(agent, at: effects.now)
      }
      forecast.rows += try rows(prds, of: repository, plan, forge, effects)
    }
    return forecast
  }

  private static func rows(
    _ prds: [PlannedPRD], of plan: RepositoryPlan, _ run: RunPlan, _ forge: any Forge, _ effects: any Effects
  ) throws -> [Row] {
    let git = plan.git(effects)
    let survey = PRDBranchSurvey(git: git, base: plan.baseBranch)
    let branches = try prds.isEmpty ? [:] : survey.read(prds.map(\.number))
    return try prds.compactMap { prd in
      guard let branch = branches[prd.number] else { return nil }
      return Row(
        prd: prd, forecast: try forecast(prd.number, branch, plan, run, git, forge),
        tip: try? branch.get().branch, sandbox: plan.sandbox(of: prd.number).name)
    }
  }

  /// A plan that can't be worked on, and a PRD Branch without room, are the PRD's own failure, as in a run.
  private static func forecast(
    _ prd: Int, _ branch: Result<BranchView, ExpectedFailure>, _ plan: RepositoryPlan, _ run: RunPlan,
    _ git: Git, _ forge: any Forge
  ) throws -> PRDForecast {
    do {
      let snapshot = try forge.readPRD(prd, branch: FactoryNames.branch(prd: prd))
      let journal = try StateDirectory(opening: run.stateRoot).journal(of: prd, in: plan.repository)
      let lines = RunJournal.lines(at: journal)
      let resume = ResumePoint(lines)
      var count = SessionCount(lines)
      if run.raises { count.raise() }
      let view = try PRDView(snapshot, branch.get(), owners: plan.trusted).withoutPullRequestBefore(resume.lastCommit)
      let unmerged = try UnmergedIssues(git: git, base: plan.baseBranch)
        .read(view.closedBlockersElsewhere, besides: prd, pullRequest: forge.pullRequest)
      let ceiling = SessionCeiling(count, plan.settings.limits, issueCount: view.sequence.issues.count)
      return try .of(view.holding(unmerged), owners: plan.owners, resume: resume, ceiling: ceiling)
    } catch let failure as ExpectedFailure where failure.failureClass == .plan || failure.code == .branchInTheWay {
      return .end(.failed(issue: nil, failure: DiagnosedFailure(failure)))
    }
  }
}

/// Why a PRD would not be worked on, as `kb plan` words it.
enum PlanReason {
  static func text(_ outcome: FactoryRunOutcome) -> String {
    switch outcome {
    case .delivered(let address, _):
      "delivered: \(address.split(separator: "/").suffix(2).joined(separator: "/")) is ready for review or merged"
    case .notReady: "not ready: \(OutcomeText.sentence(outcome))"
    case .paused(let issue, let title): "paused: #\(issue) \(title) waits for a person"
    case .blocked(let issue, let title, let blockers):
      "blocked: #\(issue) \(title) waits for \(blockers.joined(separator: ", "))"
    case .heldElsewhere(let holder): "worked on now by \(holder)"
    case .skipped(let reason): reason
    case .failed, .unchanged, .stopped: OutcomeText.sentence(outcome)
    }
  }
}
