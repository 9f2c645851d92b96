import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol

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
    /// nil in a plan of one repository.
    var repository: String?
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
    /// nil in a plan of one repository.
    var repository: String?
    var title: String
    var url: String
    /// The outcome that a run would end in; `not-taken` where a run leaves the PRD alone.
    var ending: String
    var reason: String
    /// `KB-…`; nil where it is no failure.
    var code: String?
  }

  /// A repository, for a plan of one among the plan's own keys.
  struct Repository: Equatable, Encodable {
    var repository: String
    var baseBranch: String
    var owners: [String]
    var agent: String
    var missingLabels: [String]
    /// How well the sandboxes isolate; begins with `none` where they don't.
    var isolation: String
  }

  /// A repository that can't be worked on.
  struct LeftOut: Equatable, Encodable {
    var repository: String
    var code: String
    var what: String
    var fix: String
  }

  var repositories: [Repository]
  /// nil in a plan of one repository.
  var leftOut: [LeftOut]?
  var parallel: Int
  var wouldRun: [Running]
  var wouldNotRun: [Resting]
  /// What of the repository's configuration acts outside of sandboxes and is not trusted, one line each; nil is nothing.
  var untrusted: [String]?

  init(_ forecast: PlanForecast) {
    let plan = forecast.plan
    parallel = plan.settings.parallel
    repositories = plan.repositories.map { own in
      Repository(
        repository: plan.hasSeveral ? own.repository.fullName : own.repository.description, baseBranch: own.baseBranch,
        owners: own.owners, agent: own.settings.agent.rawValue, missingLabels: own.missingLabels,
        isolation: own.isolation)
    }
    leftOut =
      !plan.hasSeveral
      ? nil
      : plan.leftOut.map { left in
        LeftOut(
          repository: left.repository.fullName, code: left.failure.code, what: left.failure.what, fix: left.failure.fix)
      }
    untrusted = forecast.untrusted?.why?.split(separator: "\n").map(String.init)
    wouldRun = forecast.wouldRun.map { row in
      var running = Running(
        prd: row.prd.number, repository: row.prd.repository?.fullName, title: row.prd.title, url: row.prd.url,
        step: "review",
        branch: FactoryNames.branch(prd: row.prd.number), resumesAt: row.tip, sandbox: row.sandbox)
      if case .implement(let issue, let title, let position, let total) = row.forecast {
        running.step = "implement"
        running.due = Due(number: issue, title: title, position: position, total: total)
      }
      return running
    }
    wouldNotRun = forecast.wouldNotRun.map { prd, outcome, reason in
      var code: String?
      if case .failed(_, let failure)? = outcome { code = failure.code }
      return Resting(
        prd: prd.number, repository: prd.repository?.fullName, title: prd.title, url: prd.url,
        ending: outcome?.name ?? "not-taken", reason: reason,
        code: code)
    }
  }

  private enum Key: String, CodingKey {
    case repositories, leftOut, parallel, wouldRun, wouldNotRun, untrusted
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    if let leftOut {
      try values.encode(repositories, forKey: .repositories)
      try values.encode(leftOut, forKey: .leftOut)
    } else {
      try repositories.first?.encode(to: encoder)
    }
    try values.encode(parallel, forKey: .parallel)
    try values.encode(wouldRun, forKey: .wouldRun)
    try values.encode(wouldNotRun, forKey: .wouldNotRun)
    try values.encodeIfPresent(untrusted, forKey: .untrusted)
  }
}
