#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// What `kb plan` found: the run's plan with a look at every PRD of its queue.
struct PlanLook: Equatable, Sendable {
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
  /// When it was taken.
  var at = Date()
  /// The brake that holds back all, the operator's or a usage limit; nil where none is on.
  var brake: Brake?
  /// The usage limits that hold back one PRD of the queue each.
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
  static func take(_ preflight: Preflight, effects: any Effects) throws -> PlanLook {
    let (plan, forge) = try preflight.plan()
    var look = PlanLook(plan: plan)
    let words = UsageLimits(stateRoot: plan.stateRoot).words(at: effects.now)
    look.brake = Brakes(
      [OperatorBrake(stateRoot: plan.stateRoot).brake, words.brakeForAll(of: plan.settings.agent)].compactMap { $0 }
    ).blocking(plan.settings.agent, at: effects.now)
    for prd in plan.queue {
      look.held[prd.name] = words.brake(of: plan.settings.agent, prd: prd.number, in: plan.repository)
    }
    let git = Git(plan.checkout, effects: effects)
    let survey = PRDBranchSurvey(git: git, base: plan.baseBranch)
    let branches = try plan.queue.isEmpty ? [:] : survey.read(plan.queue.map(\.number))
    for prd in plan.queue {
      guard let branch = branches[prd.number] else { continue }
      let spec = RunPlan.sandbox(
        of: prd.number, repository: plan.repository, checkout: plan.checkout, settings: plan.settings)
      look.rows.append(
        Row(
          prd: prd, forecast: try forecast(prd.number, branch, plan, git, forge), tip: try? branch.get().branch,
          sandbox: spec.name))
    }
    return look
  }

  /// A plan that can't be worked on, and a PRD Branch without room, are the PRD's own failure, as in a run.
  private static func forecast(
    _ prd: Int, _ branch: Result<PRDBranch.View, ExpectedFailure>, _ plan: RunPlan, _ git: Git, _ forge: any Forge
  ) throws -> PRDForecast {
    do {
      let snapshot = try forge.readPRD(prd, branch: FactoryNames.branch(prd: prd))
      let journal = try StateDirectory(opening: plan.stateRoot).journal(of: prd, in: plan.repository)
      let resume = ResumePoint(RunJournal.lines(at: journal))
      let view = try PRDView(snapshot, branch.get()).withoutPullRequestBefore(resume.lastCommit)
      let unmerged = try UnmergedIssues(git: git, base: plan.baseBranch)
        .read(view.closedBlockersElsewhere, besides: prd, forge: forge)
      return PRDForecast(view.holding(unmerged), owners: plan.owners, resume: resume)
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
    case .paused(let issue, let title): "paused: #\(issue) \(title) waits for a person"
    case .blocked(let issue, let title, let blockers):
      "blocked: #\(issue) \(title) waits for \(blockers.joined(separator: ", "))"
    case .heldElsewhere(let holder): "worked on now by \(holder)"
    case .skipped(let reason): reason
    case .failed, .unchanged, .stopped: OutcomeText.sentence(outcome)
    }
  }
}
