import KBDomain
import KBFailures
import KBProtocol

/// Which PRDs may be worked on next. Pure: PRDs in number order, repositories in turn, up to `parallel` at once. One that is
/// being restarted keeps its slot.
struct Admission: Equatable, Sendable {
  /// What a look comes to.
  struct Step: Equatable, Sendable {
    /// Those that must not begin a session, even where their own limit is over: their slot is lent from now on.
    var lent: [PRDName] = []
    /// Those that have a slot again.
    var resumed: [PRDName] = []
    /// Those that get a worker.
    var started: [PRDName] = []
  }

  /// How many PRDs may have a slot at once, at least one.
  let parallel: Int
  /// Those that wait for a slot, in the order of their turns.
  let queue: [PRDName]
  /// With a worker, or about to get another one.
  let admitted: Set<PRDName>
  /// Admitted PRDs that wait for a limit of their own while another one has their slot.
  let lent: Set<PRDName>
  /// How many PRDs of each repository have been started.
  let served: [RepositoryIdentity?: Int]

  /// Repositories in the order in which they were asked for, PRDs by number.
  static func sorted(_ prds: [PRDName]) -> [PRDName] {
    let repositories = prds.map(\.repository)
    return prds.sorted { left, right in
      let places = (
        repositories.firstIndex(of: left.repository) ?? 0, repositories.firstIndex(of: right.repository) ?? 0
      )
      return places.0 == places.1 ? left.number < right.number : places.0 < places.1
    }
  }

  /// Who may start now. `limit` is how many may be at work at once for now; `held` are those that wait for a limit of
  /// their own: in the queue they are passed by, and at work they prove nothing. Those of them in `lenders` will wait for
  /// a while, and give their slot to others meanwhile. Of a repository that is not proven to get going, one PRD at a time
  /// is at work.
  func next(
    limit: Int, held: Set<PRDName>, lenders: Set<PRDName>, isProven: (RepositoryIdentity?) -> Bool
  ) -> Step {
    var step = Step()
    var slots = admitted.subtracting(lent)
    for prd in lent.subtracting(held).sorted() where slots.count < parallel {
      slots.insert(prd)
      step.resumed.append(prd)
    }
    var waiting = queue.filter { !held.contains($0) }
    var served = served
    while slots.subtracting(held).count < limit,
      let prd = Self.inTurn(waiting, beside: slots.subtracting(held), served, isProven)
    {
      if slots.count >= parallel {
        guard let lender = slots.intersection(lenders).min() else { break }
        slots.remove(lender)
        step.lent.append(lender)
      }
      slots.insert(prd)
      step.started.append(prd)
      waiting.removeAll { $0 == prd }
      served[prd.repository, default: 0] += 1
    }
    return step
  }

  /// Whose turn it is: of the repository with the fewest at work, of equal ones the one that has been served least.
  private static func inTurn(
    _ waiting: [PRDName], beside atWork: Set<PRDName>, _ served: [RepositoryIdentity?: Int],
    _ isProven: (RepositoryIdentity?) -> Bool
  ) -> PRDName? {
    let busy = atWork.reduce(into: [:]) { $0[$1.repository, default: 0] += 1 }
    let ranks = waiting.map { prd in
      (prd: prd, busy: busy[prd.repository, default: 0], served: served[prd.repository, default: 0])
    }
    return ranks.filter { $0.busy == 0 || isProven($0.prd.repository) }
      .min { ($0.busy, $0.served) < ($1.busy, $1.served) }?.prd
  }
}
