import Shared

/// Tells people on the forge why a PRD stops at an issue. One comment each, updated when it happens again.
struct IssueReport {
  private let parts: FactoryParts

  init(_ parts: FactoryParts) {
    self.parts = parts
  }

  /// A HITL Issue is due: a comment on the PRD that mentions its author.
  func pause(at issue: ImplementationIssue, in view: PRDView) throws {
    parts.reporter.enter(.report, issue: issue.number)
    parts.logSandboxHelp()
    try parts.forge.save(
      FactoryComment(
        on: parts.prd, .hitl(prd: parts.prd, issue: issue.number), FactoryTexts(parts, view).pauseComment(issue)),
      seen: view.snapshot.comments)
  }

  /// An AFK Issue was opened again after its commit was published: a comment on the issue.
  func reopened(_ issue: ImplementationIssue, in view: PRDView) throws {
    parts.reporter.enter(.report, issue: issue.number)
    try parts.forge.save(
      FactoryComment(
        on: issue.number, .afkError(issue: issue.number), FactoryTexts(parts, view).reopenedComment(issue)),
      seen: view.snapshot.comments)
  }

  /// An AFK Issue waits for others: a comment on the issue.
  func blocked(_ issue: ImplementationIssue, by blockers: [Obstacle], in view: PRDView) throws {
    parts.reporter.enter(.report, issue: issue.number)
    try parts.forge.save(
      FactoryComment(
        on: issue.number, .afkError(issue: issue.number),
        FactoryTexts(parts, view).blockedComment(issue, by: blockers)),
      seen: view.snapshot.comments)
  }

  /// The outcome of a stop at an issue, with its comment. A comment that can't be posted hides nothing.
  func outcome(of stop: IssueStop) -> FactoryRunOutcome {
    let failure = parts.reporter.diagnose(stop.failure)
    parts.reporter.enter(.report, issue: stop.issue.number)
    parts.logSandboxHelp()
    parts.post(on: stop.issue.number) {
      try parts.forge.save(
        FactoryComment(
          on: stop.issue.number, .afkError(issue: stop.issue.number),
          FactoryTexts(parts, stop.view).stopComment(stop.issue, failure)),
        seen: stop.view.snapshot.comments)
    }
    if stop.failure.failureClass == .unchanged {
      return .unchanged(issue: stop.issue.number, title: stop.issue.title, failure: failure)
    }
    return .failed(issue: stop.issue.number, failure: failure)
  }
}
