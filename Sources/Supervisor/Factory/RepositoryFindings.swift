import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBRepository
import KBState
import KBText

/// What the preflight has found of one repository: its part of the run's plan.
struct RepositoryFindings {
  let plan: RepositoryPlan
  let forge: any Forge
  /// What its PRDs are named with; nil in a run of one repository.
  let name: RepositoryIdentity?
  private(set) var queue: [PlannedPRD] = []
  private(set) var settled: [SettledPRD] = []
  private(set) var notTaken: [NotTakenPRD] = []

  init(plan: RepositoryPlan, forge: any Forge, name: RepositoryIdentity?) {
    self.plan = plan
    self.forge = forge
    self.name = name
  }

  /// An Explicit Run takes exactly the PRDs that were named, or none; a Batch Run takes all that are eligible. Returns
  /// those that were read whole.
  mutating func choose(_ prds: [Int], from found: Discovery) throws -> [PRDSnapshot] {
    guard prds.isEmpty else { return try chooseNamed(prds) }
    let owners = plan.owners
    for prd in found.prds {
      if let reason = Eligibility(of: prd, owners: owners).reason(owners: owners) {
        notTaken.append(NotTakenPRD(prd: PlannedPRD(prd, of: name), reason: reason))
      } else {
        queue.append(PlannedPRD(prd, of: name))
      }
    }
    return []
  }

  /// Each is read whole, as its Worker will: a plan that can't be worked on ends the run before anything is touched.
  private mutating func chooseNamed(_ prds: [Int]) throws -> [PRDSnapshot] {
    try prds.map { number in
      let snapshot = try forge.readPRD(number, branch: FactoryNames.branch(prd: number))
      let eligibility = Eligibility(of: snapshot.prd, owners: plan.owners)
      if let failure = eligibility.failure(for: number, owners: plan.owners) { throw failure }
      try legacyLock(of: number)
      queue.append(PlannedPRD(snapshot.prd, of: name))
      return snapshot
    }
  }

  func requireNoneClosed(_ named: [PRDSnapshot], _ survey: PRDBranchSurvey) throws {
    guard !named.isEmpty else { return }
    let branches = try survey.read(named.map(\.prd.number))
    for snapshot in named {
      if let branch = try branches[snapshot.prd.number]?.get() {
        try PRDView(snapshot, branch).requirePullRequestNotClosed()
      }
    }
  }

  /// Takes out of the queue what has its outcome already: PRDs of another live worker, PRDs that the Node tool locks.
  mutating func settle(_ registry: ClaimRegistry) throws {
    let all = queue
    queue = []
    for prd in all {
      do {
        try legacyLock(of: prd.number)
      } catch {
        settled.append(SettledPRD(prd: prd, outcome: .failed(issue: nil, failure: DiagnosedFailure(error))))
        continue
      }
      if try registry.isHeld(prd.number, of: plan.repository) {
        let holder = try registry.holder(of: prd.number, in: plan.repository)
        settled.append(SettledPRD(prd: prd, outcome: .heldElsewhere(holder: Self.describe(holder))))
      } else {
        queue.append(prd)
      }
    }
  }

  /// The Node tool works in a clone of the operator's.
  private func legacyLock(of prd: Int) throws(ExpectedFailure) {
    if let checkout = plan.checkout { try LegacyLock.check(checkout: checkout, prd: prd) }
  }

  private static func describe(_ holder: RunRecord?) -> String {
    guard let holder else { return "another worker on this machine" }
    return "pid \(holder.pid.map(String.init) ?? "unknown") since \(TimeText.hourAndMinute(holder.startedAt))"
  }
}
