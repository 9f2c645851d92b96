import Shared

/// One attempt at one PRD. Read `run` for the whole way; each call below it opens one file.
struct FactoryRun {
  private let parts: FactoryParts
  private let resume: ResumePoint

  init(_ parts: FactoryParts, resume: ResumePoint) {
    self.parts = parts
    self.resume = resume
  }

  /// Never throws: whatever happens is an outcome.
  func run() -> FactoryRunOutcome {
    do {
      try Fencing(parts, resume: resume).fence()
      parts.reporter.enter(.read)
      let view = try PRDView.read(parts).withoutPullRequestBefore(resume.lastCommit)
      let first =
        parts.isOff(.reread)
        ? view.firstStepOfEligible(resume: resume) : view.firstStep(owners: parts.owners, resume: resume)
      switch first {
      case .skip(let reason): return .skipped(reason: reason)
      case .refuse(let failure): throw failure
      case .delivered(let url):
        // A person's commit may have finished an issue that was opened again after the delivery.
        _ = try CatchUp(parts).closingDone(in: view)
        // An earlier run may have been cut off before it could clean up.
        if resume.needsFence { try SandboxRemoval(parts, workplace()).remove(after: view) }
        let isMerged = view.snapshot.pullRequest?.state == .merged
        return .delivered(pullRequest: url, conflicts: isMerged ? nil : try BaseConflicts.of(view, parts)?.text)
      case .catchUp: return try walk(from: try CatchUp(parts).finish(view))
      case .walk: return try walk(from: view)
      }
    } catch let stop as IssueStop {
      return IssueReport(parts).outcome(of: stop)
    } catch is StopRequested {
      return .stopped
    } catch {
      return .failed(issue: nil, failure: parts.reporter.diagnose(error))
    }
  }

  /// From due issue to due issue, until somebody else must act or all is delivered.
  private func walk(from start: PRDView) throws -> FactoryRunOutcome {
    var view = start
    let workplace = try workplace()
    let work = IssueWork(parts, workplace, resume: resume)
    var reviews = ReviewCount()
    while true {
      view = try view.withUnmergedBlockers(parts)
      switch view.sequence.nextStep(after: view.done) {
      case .implement(let issue):
        announce(issue, in: view)
        view = try work.implement(issue, in: view)
        if let reason = view.reasonToSkip(owners: parts.owners) { return .skipped(reason: reason) }
      case .pause(let issue):
        announce(issue, in: view)
        try IssueReport(parts).pause(at: issue, in: view)
        return .paused(issue: issue.number, title: issue.title)
      case .reopened(let issue):
        announce(issue, in: view)
        try IssueReport(parts).reopened(issue, in: view)
        return .paused(issue: issue.number, title: issue.title)
      case .blocked(let issue, let blockers):
        announce(issue, in: view)
        try IssueReport(parts).blocked(issue, by: blockers, in: view)
        return .blocked(issue: issue.number, title: issue.title, by: blockers.map(\.description))
      case .review:
        switch try Delivery(parts, workplace, resume: resume).deliver(view, &reviews) {
        case .ended(let outcome): return outcome
        case .changed(let fresh): view = fresh
        }
      }
    }
  }

  private func workplace() throws -> Workplace {
    let identity = try parts.branch.identity()
    parts.identity.value = identity
    return Workplace(parts, identity: identity)
  }

  private func announce(_ issue: ImplementationIssue, in view: PRDView) {
    parts.reporter.tell(
      .issue(
        number: issue.number, title: SafeText.cut(SafeText.line(issue.title), to: 200),
        position: view.sequence.position(of: issue.number), total: view.sequence.issues.count))
  }
}

/// A failure that belongs to one issue: it is told in a comment there.
struct IssueStop: Error {
  let issue: ImplementationIssue
  let failure: ExpectedFailure
  let view: PRDView
}
