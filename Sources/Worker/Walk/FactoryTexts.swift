import Shared

/// Every text that a Factory Run writes to forge and git, from its template and the PRD as it is now.
struct FactoryTexts {
  private let parts: FactoryParts
  private let view: PRDView

  init(_ parts: FactoryParts, _ view: PRDView) {
    self.parts = parts
    self.view = view
  }

  func pullRequestBody() -> String {
    // Only what is done: a draft that somebody merges early must not close the rest.
    // An issue with open sub-issues is left to people.
    let done = view.sequence.issues.filter { view.done.contains($0.number) && $0.openSubIssues.isEmpty }
    let closedByMerge = parts.settings.closeIssues == .onMerge ? done.map(\.number).sorted() : []
    let known = ResumePoint(parts.journal.lines)
    let checks = known.checks(of: view.branch.footers)
    let leftOut = known.leftOut.filter { view.branch.footers.contains($0.key) }
    return render(
      .pullRequestBody, parts.settings.templates.pullRequestBody,
      [
        .checklist: MarkdownText.checklist(view.sequence.issues, done: view.done),
        .checks: checks.map { MarkdownText.checks($0, parts.reporter.redaction) } ?? "",
        .leftOut: MarkdownText.leftOut(leftOut, parts.reporter.redaction),
        .closingKeywords: MarkdownText.closingKeywords([parts.prd] + closedByMerge),
      ])
  }

  func commitMessage(_ issue: ImplementationIssue) -> String {
    CommitMessage.text(
      template: parts.settings.templates.commitMessage, prd: view.snapshot.prd, issue: issue, agent: parts.agent.name)
  }

  func pauseComment(_ issue: ImplementationIssue) -> String {
    render(.hitlPauseComment, parts.settings.templates.hitlPauseComment, values(of: issue))
  }

  func reopenedComment(_ issue: ImplementationIssue) -> String { render(.reopenedComment, nil, values(of: issue)) }

  func blockedComment(_ issue: ImplementationIssue, by blockers: [Obstacle]) -> String {
    let names = blockers.map { blocker in
      switch blocker {
      case .issue(let reference): reference.description
      case .unknown, .abandoned, .unmerged, .ownersWord: blocker.description
      case .unreadable: MarkdownText.line(blocker.description)
      }
    }
    let isHeld = issue.reasonToHold != nil
    return render(
      isHeld ? .heldComment : .blockedComment, nil,
      values(of: issue).merging([.blockers: names.joined(separator: ", ")]) { $1 })
  }

  /// `failure` holds no secrets.
  func stopComment(_ issue: ImplementationIssue, _ failure: DiagnosedFailure) -> String {
    render(
      .afkErrorComment, parts.settings.templates.afkErrorComment,
      values(of: issue).merging(values(of: failure, issue.number)) { $1 })
  }

  /// `failure` holds no secrets.
  func reviewFailedComment(_ failure: DiagnosedFailure) -> String {
    render(.reviewFailedComment, nil, values(of: failure, nil))
  }

  /// `review` holds no secrets.
  func reviewComment(_ review: String, _ conflicts: BaseConflicts?) -> String {
    render(
      .finalReviewComment, parts.settings.templates.finalReviewComment,
      [
        .review: MarkdownText.paragraphs(parts.hostWords.hidden(in: review)), .conflicts: conflicts?.markdown ?? "",
        .checklist: MarkdownText.checklist(view.sequence.issues, done: view.done),
      ])
  }

  private func values(of issue: ImplementationIssue) -> [Placeholder: String] {
    [.issue: "\(issue.number)", .issueTitle: MarkdownText.line(issue.title)]
  }

  /// `issue` is the one that the session was about, nil for the final review.
  private func values(of failure: DiagnosedFailure, _ issue: Int?) -> [Placeholder: String] {
    let hidden = parts.hostWords.hidden
    let printed = parts.reporter.agentWords.last(40, of: issue)
    let said = parts.reporter.redaction.mask(SafeText.block(SafeText.withoutBinary(printed)))
    return [
      .failureCode: failure.code, .failureWhat: MarkdownText.line(hidden(failure.what)),
      .failureWhy: MarkdownText.paragraphs(hidden(failure.why ?? "")),
      .failureFix: MarkdownText.paragraphs(
        hidden(RunAgain(flags: parts.assignment.flags).completing(failure.fix))),
      .logTail: MarkdownText.code(hidden(said)),
    ]
  }

  private func render(_ kind: TemplateKind, _ custom: String?, _ own: [Placeholder: String]) -> String {
    let prd = view.snapshot.prd
    // The log names the sandbox's commands: they hold folders of the operator's machine.
    let log = "kb logs \(prd.number)"
    let common: [Placeholder: String] = [
      .prd: "\(prd.number)", .prdTitle: MarkdownText.line(prd.title), .prdAuthor: prd.author ?? "",
      .mention: MarkdownText.mention(prd.author), .repository: parts.assignment.repository.description,
      .agent: parts.agent.name.rawValue, .branch: parts.branch.name, .sandbox: parts.spec.name,
      .runCommand: RunAgain(flags: parts.assignment.flags).completing("kb run --prd \(prd.number)"), .logCommand: log,
      .inspectCommand: log, .removeCommand: log,
    ]
    return kind.render(custom, common.merging(own) { $1 })
  }
}
