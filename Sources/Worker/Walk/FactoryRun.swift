import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBState
import KBSystem
import KBText

/// One attempt at one PRD. Read `run` for the whole way; each call below it opens one file.
struct FactoryRun {
  let fencing: Fencing
  let reader: PRDReader
  let arrival: Arrival
  let walk: Walk
  let narrator: Narrator

  /// `resume` is what the PRD's journal says. Never throws: whatever happens is an outcome.
  func run(from resume: ResumePoint, _ faults: FaultPoints) -> FactoryRunOutcome {
    do {
      if !faults.isOff(.fence) { try fencing.fence(after: resume) }
      narrator.enter(.read)
      let view = try reader.read().withoutPullRequestBefore(resume.lastCommit)
      switch firstStep(of: view, resume, faults) {
      case .skip(let reason): return .skipped(reason: reason)
      case .refuse(let failure): throw failure
      case .delivered(let url): return try arrival.delivered(url, view, isCutOff: resume.needsFence)
      case .catchUp: return try walk.walk(from: arrival.caughtUp(view))
      case .walk: return try walk.walk(from: view)
      }
    } catch is StopRequested {
      return .stopped
    } catch {
      return .failed(issue: nil, failure: narrator.diagnose(error))
    }
  }

  private func firstStep(of view: PRDView, _ resume: ResumePoint, _ faults: FaultPoints) -> FirstStep {
    if faults.isOff(.reread) { return view.firstStepOfEligible(resume: resume) }
    return view.firstStep(owners: reader.owners.logins, resume: resume)
  }
}
