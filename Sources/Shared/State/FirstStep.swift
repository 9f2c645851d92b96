import KBDomain
package import KBFailures

/// What a Factory Run does first with a PRD that it has read.
package enum FirstStep: Equatable, Sendable {
  /// Nothing: the PRD must not be worked on.
  case skip(reason: String)
  /// It fails, since a person has closed the pull request (KB-P011).
  case refuse(ExpectedFailure)
  /// Nothing but cleaning up: the pull request at this address was handed over before.
  case delivered(pullRequest: String)
  /// It does what must follow from commits that are at origin already, and then walks.
  case catchUp
  /// It goes from due issue to due issue.
  case walk
}

extension PRDView {
  /// The one order of first decisions, for `kb plan` and the Worker. `owners` are logins whose PRDs are worked on,
  /// `resume` is what the PRD's journal says. Pure.
  package func firstStep(owners: [String], resume: ResumePoint) -> FirstStep {
    if let reason = reasonToSkip(owners: owners) { return .skip(reason: reason) }
    return firstStepOfEligible(resume: resume)
  }

  /// The same for a PRD that may be worked on.
  package func firstStepOfEligible(resume: ResumePoint) -> FirstStep {
    do {
      try requirePullRequestNotClosed()
    } catch {
      return .refuse(error)
    }
    if let address = alreadyDelivered, !resume.owesDelivery(of: branch.footers) {
      return .delivered(pullRequest: address)
    }
    return branch.isAhead ? .catchUp : .walk
  }
}
