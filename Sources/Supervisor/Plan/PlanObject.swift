import Shared

/// What `kb plan --json` prints: one object (docs/cli.md).
struct PlanObject: Equatable, Encodable {
  struct Due: Equatable, Encodable {
    var number: Int
    var title: String
    /// From 1.
    var position: Int
    var total: Int
  }

  struct Running: Equatable, Encodable {
    var prd: Int
    var title: String
    var url: String
    /// `implement` or `review`.
    var step: String
    /// nil for a review.
    var due: Due?
    var branch: String
    /// nil: the branch is made from the base branch.
    var resumesAt: String?
    var sandbox: String
  }

  struct Resting: Equatable, Encodable {
    var prd: Int
    var title: String
    var url: String
    /// The outcome that a run would end in; `not-taken` where a run leaves the PRD alone.
    var ending: String
    var reason: String
    /// `KB-…`; nil where it is no failure.
    var code: String?
  }

  var repository: String
  var baseBranch: String
  var owners: [String]
  var parallel: Int
  var agent: String
  var wouldRun: [Running]
  var wouldNotRun: [Resting]
  var missingLabels: [String]

  init(_ look: PlanLook) {
    let plan = look.plan
    repository = plan.repository.description
    baseBranch = plan.baseBranch
    owners = plan.owners
    parallel = plan.settings.parallel
    agent = plan.settings.agent.rawValue
    missingLabels = plan.missingLabels
    wouldRun = look.wouldRun.map { row in
      var running = Running(
        prd: row.prd.number, title: row.prd.title, url: row.prd.url, step: "review",
        branch: FactoryNames.branch(prd: row.prd.number), resumesAt: row.tip, sandbox: row.sandbox)
      if case .implement(let issue, let title, let position, let total) = row.forecast {
        running.step = "implement"
        running.due = Due(number: issue, title: title, position: position, total: total)
      }
      return running
    }
    wouldNotRun = look.wouldNotRun.map { prd, outcome, reason in
      var code: String?
      if case .failed(_, let failure)? = outcome { code = failure.code }
      return Resting(
        prd: prd.number, title: prd.title, url: prd.url, ending: outcome?.name ?? "not-taken", reason: reason,
        code: code)
    }
  }
}
