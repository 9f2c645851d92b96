import KBAgents
import KBDomain
import KBFailures
import KBState

/// Makes the work on an issue: sessions until the repository's checks are green, or the allowed number is used up.
struct VerifiedWork {
  let earlier: EarlierWork
  let sessions: SessionWork
  let verification: Verification
  let journal: RunJournal
  /// `verify.repairSessions`.
  let repairs: Int

  /// Work that is fit to be published. Throws KB-A010 where a check stays red.
  func work(on issue: ImplementationIssue, in view: PRDView) throws -> CollectedWork {
    let names = verification.checks.names
    var work: CollectedWork
    switch try earlier.start(on: issue, in: view, hasChecks: !names.isEmpty) {
    case .push(let verified): return verified
    case .check(let collected): work = collected
    case .collect(let base, let message):
      work = try sessions.collect(issue.number, base: base, message: message)
    case .session: work = try sessions.fresh(on: issue, in: view)
    }
    var done = 0
    while true {
      let red = try verification.firstRed(of: work, originRef: view.originRef(of: earlier.branch))
      switch AfterChecks(red, repairsDone: done, of: repairs) {
      case .publish:
        work.checks = names
        return work
      case .repair(let red):
        done += 1
        work = try sessions.repaired(work, red, on: issue, in: view)
      case .giveUp(let red):
        try journal.append(.sessionFailed(issue: issue.number))
        throw ExpectedFailure.verificationRed(
          red.command, issue: issue.number, sessions: done + 1, output: red.output)
      }
    }
  }
}

/// What follows from a round of checks. Pure.
enum AfterChecks: Equatable {
  case publish
  /// A fresh session gets the red check's output.
  case repair(AgentPrompt.RedCheck)
  /// Every allowed repair session was in vain.
  case giveUp(AgentPrompt.RedCheck)

  /// `red` is nil when all checks are green.
  init(_ red: AgentPrompt.RedCheck?, repairsDone done: Int, of repairs: Int) {
    guard let red else {
      self = .publish
      return
    }
    self = done < repairs ? .repair(red) : .giveUp(red)
  }
}
