import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBSystem
import KBText

/// Tells people on the forge why a PRD stops. One comment each, updated when it happens again.
struct IssueReport {
  let forge: any Forge
  let texts: FactoryTexts
  let narrator: Narrator
  let sandbox: PRDSandbox
  /// What an earlier look of the same run has told people: it is not told again. nil is nothing.
  let told: FactoryRunOutcome?

  /// Tells the Supervisor which issue is due.
  func announce(_ issue: ImplementationIssue, in view: PRDView) {
    narrator.tell(
      .issue(
        number: issue.number, title: SafeText.cut(SafeText.line(issue.title), to: 200),
        position: view.sequence.position(of: issue.number), total: view.sequence.issues.count))
  }

  /// A HITL Issue is due: a comment on the PRD that mentions its author.
  func pause(at issue: ImplementationIssue, in view: PRDView) throws -> FactoryRunOutcome {
    announce(issue, in: view)
    narrator.enter(.report, issue: issue.number)
    sandbox.logHelp(narrator)
    let prd = view.snapshot.prd.number
    return try tell(.paused(issue: issue.number, title: issue.title)) {
      try forge.save(
        FactoryComment(on: prd, .hitl(prd: prd, issue: issue.number), texts.pauseComment(issue, in: view)),
        seen: view.snapshot.comments)
    }
  }

  /// An AFK Issue was opened again after its commit was published: a comment on the issue.
  func reopened(_ issue: ImplementationIssue, in view: PRDView) throws -> FactoryRunOutcome {
    announce(issue, in: view)
    narrator.enter(.report, issue: issue.number)
    return try tell(.paused(issue: issue.number, title: issue.title)) {
      try save(texts.reopenedComment(issue, in: view), on: issue, in: view)
    }
  }

  /// An AFK Issue waits for others: a comment on the issue.
  func blocked(
    _ issue: ImplementationIssue, by blockers: [Obstacle], in view: PRDView
  ) throws -> FactoryRunOutcome {
    announce(issue, in: view)
    narrator.enter(.report, issue: issue.number)
    return try tell(.blocked(issue: issue.number, title: issue.title, by: blockers.map(\.description))) {
      try save(texts.blockedComment(issue, by: blockers, in: view), on: issue, in: view)
    }
  }

  /// The outcome of a failure that belongs to an issue, with its comment. A comment that can't be posted hides nothing.
  func outcome(of stop: ExpectedFailure, at issue: ImplementationIssue, in view: PRDView) -> FactoryRunOutcome {
    let failure = narrator.diagnose(stop)
    narrator.enter(.report, issue: issue.number)
    sandbox.logHelp(narrator)
    narrator.post(on: issue.number) { try save(texts.stopComment(issue, failure, in: view), on: issue, in: view) }
    if stop.failureClass == .unchanged {
      return .unchanged(issue: issue.number, title: issue.title, failure: failure)
    }
    return .failed(issue: issue.number, failure: failure)
  }

  /// The PRD has had all its sessions: a comment on its pull request, or on the PRD before there is one. A comment that
  /// can't be posted hides nothing.
  func ceiling(_ stop: ExpectedFailure, in view: PRDView) -> FactoryRunOutcome {
    let failure = narrator.diagnose(stop)
    narrator.enter(.report)
    sandbox.logHelp(narrator)
    let prd = view.snapshot.prd.number
    let pull = view.snapshot.pullRequest.flatMap { $0.state == .open ? $0.number : nil }
    let comment = FactoryComment(on: pull ?? prd, .ceiling(prd: prd), texts.ceilingComment(failure, in: view))
    narrator.post(on: comment.target) { try forge.save(comment, seen: view.snapshot.comments) }
    return .failed(issue: nil, failure: failure)
  }

  /// Tells people of the outcome, unless they know it. What was told is on the forge already, and asking costs requests.
  private func tell(_ outcome: FactoryRunOutcome, _ comment: () throws -> Void) rethrows -> FactoryRunOutcome {
    if outcome != told { try comment() }
    return outcome
  }

  private func save(_ text: String, on issue: ImplementationIssue, in view: PRDView) throws {
    try forge.save(
      FactoryComment(on: issue.number, .afkError(issue: issue.number), text), seen: view.snapshot.comments)
  }
}

extension Narrator {
  /// Tells something on the forge that must not hide what it is about: a comment that can't be posted is a note.
  func post(on number: Int, _ comment: () throws -> Void) {
    do {
      try comment()
    } catch is StopRequested {
      note("the comment on #\(number) was not posted: the run is being stopped")
    } catch {
      note("the comment on #\(number) could not be posted: \(DiagnosedFailure(error).what)")
    }
  }
}
