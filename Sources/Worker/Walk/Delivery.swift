import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBRepository
import KBState
import KBText

/// The end of a PRD whose issues are all done: final review, out of draft, a person asked to look, sandbox removed.
struct Delivery {
  let review: FinalReview
  let reader: PRDReader
  let handover: Handover
  let removal: SandboxRemoval
  let narrator: Narrator

  /// How far it came.
  enum Progress {
    case ended(FactoryRunOutcome)
    /// An issue was published, or people gave the PRD more to do meanwhile or pushed: the walk goes on from here.
    case changed(PRDView)
  }

  /// Reviews and hands over. Each step is safe to repeat; leaving draft comes last, so that a run that was cut off in
  /// between is seen as not delivered. `reviews` are those of this Factory Run.
  func deliver(_ view: PRDView, _ reviews: inout ReviewCount) throws -> Progress {
    if let reason = view.reasonForNoReview { return .ended(.skipped(reason: reason)) }
    let judgement = try review.judge(view)

    narrator.enter(.deliver)
    let fresh = try reader.read(knowing: view.branch)
    switch DeliveryStep(judgement.head, fresh, owners: reader.owners.logins, &reviews) {
    case .skip(let reason): return .ended(.skipped(reason: reason))
    case .refuse(let failure): throw failure
    case .changed: return .changed(fresh)
    case .cleanUp(let url):
      try removal.remove(after: fresh)
      return .ended(.delivered(pullRequest: url))
    case .handOver(let isOutrun):
      if isOutrun {
        narrator.note("the branch keeps moving: the review is of \(judgement.head), not of \(fresh.branch.tip)")
      }
      let judgement = isOutrun ? try review.outrun(judgement, at: fresh.branch.tip) : judgement
      switch try handover.handOver(fresh, judgement) {
      case .notReady(let url, let reasons): return .ended(.notReady(pullRequest: url, reasons: reasons))
      case .delivered(let url, let conflicts):
        try removal.remove(after: fresh)
        return .ended(.delivered(pullRequest: url, conflicts: conflicts?.text))
      }
    }
  }
}

/// What is done with a final review, by the PRD as it is after its session. Pure.
enum DeliveryStep: Equatable {
  /// Nothing: the PRD must not be worked on any more.
  case skip(reason: String)
  /// A person has closed the pull request (KB-P011).
  case refuse(ExpectedFailure)
  /// A person has merged the pull request at this address: only the sandbox is left.
  case cleanUp(pullRequest: String)
  /// There is more to do, or another commit to review.
  case changed
  /// `isOutrun` says that the branch has moved on once more, and that the review is handed over all the same.
  case handOver(isOutrun: Bool)

  /// `head` is the commit that was reviewed; `reviews` notes a review that was outrun.
  init(_ head: String, _ fresh: PRDView, owners: [String], _ reviews: inout ReviewCount) {
    if let reason = fresh.reasonToSkip(owners: owners) {
      self = .skip(reason: reason)
      return
    }
    do {
      try fresh.requirePullRequestNotClosed()
    } catch {
      self = .refuse(error)
      return
    }
    if let pull = fresh.snapshot.pullRequest, pull.state == .merged {
      self = .cleanUp(pullRequest: pull.url)
    } else if fresh.sequence.nextStep(after: fresh.done) != .review || fresh.reasonForNoReview != nil {
      self = .changed
    } else if fresh.branch.tip == head {
      self = .handOver(isOutrun: false)
    } else {
      self = reviews.isLast() ? .handOver(isOutrun: true) : .changed
    }
  }
}
