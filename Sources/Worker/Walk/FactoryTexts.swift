import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBTemplates
import KBText

/// Every text that a Factory Run writes to forge and git, from its template and the PRD as it is at the time.
struct FactoryTexts {
  let assignment: Assignment
  /// Name of the PRD Sandbox.
  let sandbox: String
  let journal: RunJournal
  let narrator: Narrator
  let privacy: HostPrivacy

  private var settings: RunSettings { assignment.settings }

  /// krutrimbox's own part of the pull request's body. `integrity` is what the branch does to tests and checks.
  func pullRequestBody(of view: PRDView, _ integrity: TestIntegrity) -> String {
    // Only what is done: a draft that somebody merges early must not close the rest.
    // An issue with open sub-issues is left to people.
    let done = view.sequence.issues.filter { view.done.contains($0.number) && $0.openSubIssues.isEmpty }
    let closedByMerge = settings.closeIssues == .onMerge ? done.map(\.number).sorted() : []
    let known = ResumePoint(journal.lines)
    let checks = known.checks(of: view.branch.footers)
    let leftOut = known.leftOut.filter { view.branch.footers.contains($0.key) }
    // Behind a list, a paragraph of its own.
    let tests = integrity.isEmpty ? "" : "\n" + integrity.markdown(narrator.redaction)
    let body = render(
      .pullRequestBody, settings.templates.pullRequestBody,
      [
        .checklist: MarkdownText.checklist(view.sequence.issues, done: view.done),
        .checks: checks.map { MarkdownText.checks($0, narrator.redaction) } ?? "",
        .leftOut: MarkdownText.leftOut(leftOut, narrator.redaction),
        .testIntegrity: tests,
        .closingKeywords: MarkdownText.closingKeywords([view.snapshot.prd.number] + closedByMerge),
      ], view)
    // The repository's own template can't keep it silent.
    let isTold = settings.templates.pullRequestBody?.contains(Placeholder.testIntegrity.rawValue) ?? true
    return isTold || tests.isEmpty ? body : "\(body)\n\(tests)"
  }

  /// The message of the issue's one commit.
  func commitMessage(_ issue: ImplementationIssue, in view: PRDView) -> String {
    CommitMessage.text(
      template: settings.templates.commitMessage, prd: view.snapshot.prd, issue: issue, agent: settings.agent)
  }

  /// Says on the PRD that an issue waits for a person.
  func pauseComment(_ issue: ImplementationIssue, in view: PRDView) -> String {
    render(.hitlPauseComment, settings.templates.hitlPauseComment, values(of: issue), view)
  }

  /// Says on an issue that somebody has opened it again.
  func reopenedComment(_ issue: ImplementationIssue, in view: PRDView) -> String {
    render(.reopenedComment, nil, values(of: issue), view)
  }

  /// Says on an issue what it waits for.
  func blockedComment(_ issue: ImplementationIssue, by blockers: [Obstacle], in view: PRDView) -> String {
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
      values(of: issue).merging([.blockers: names.joined(separator: ", ")]) { $1 }, view)
  }

  /// Says on an issue why it failed. `failure` holds no secrets.
  func stopComment(_ issue: ImplementationIssue, _ failure: DiagnosedFailure, in view: PRDView) -> String {
    render(
      .afkErrorComment, settings.templates.afkErrorComment,
      values(of: issue).merging(values(of: failure, issue.number)) { $1 }, view)
  }

  /// Says on the pull request why there is no review. `failure` holds no secrets.
  func reviewFailedComment(_ failure: DiagnosedFailure, in view: PRDView) -> String {
    render(.reviewFailedComment, nil, values(of: failure, nil), view)
  }

  /// Says on the pull request or the PRD that the PRD has had all its sessions. `failure` holds no secrets.
  func ceilingComment(_ failure: DiagnosedFailure, in view: PRDView) -> String {
    render(.ceilingComment, nil, values(of: failure, nil), view)
  }

  /// Shows the final review on the pull request. `conflicts` is nil where the branch merges.
  func reviewComment(_ judgement: Judgement, _ conflicts: BaseConflicts?, in view: PRDView) -> String {
    render(
      .finalReviewComment, settings.templates.finalReviewComment,
      [
        .review: review(judgement, in: view), .conflicts: conflicts?.markdown ?? "",
        .checklist: MarkdownText.checklist(view.sequence.issues, done: view.done),
      ], view)
  }

  /// Says on the pull request why it stays a draft. `reasons`, of which there is at least one, hold no secrets.
  func notReadyComment(_ reasons: [String], _ judgement: Judgement, in view: PRDView) -> String {
    render(
      .notReadyComment, nil,
      [
        .reasons: MarkdownText.reasons(reasons.map(privacy.hidden)), .review: review(judgement, in: view),
      ], view)
  }

  private func review(_ judgement: Judgement, in view: PRDView) -> String {
    let repository = assignment.repository
    let page = settings.forge == .github ? "https://\(repository.host)/\(repository)" : nil
    return JudgementText(
      judgement, tip: view.branch.tip, agent: settings.agent, page: page, clean: privacy.hidden
    ).markdown
  }

  private func values(of issue: ImplementationIssue) -> [Placeholder: String] {
    [.issue: "\(issue.number)", .issueTitle: MarkdownText.line(issue.title)]
  }

  /// `issue` is the one that the session was about, nil for the final review.
  private func values(of failure: DiagnosedFailure, _ issue: Int?) -> [Placeholder: String] {
    let hidden = privacy.hidden
    let printed = narrator.agentWords.last(40, of: issue)
    let said = narrator.redaction.mask(SafeText.block(SafeText.withoutBinary(printed)))
    return [
      .failureCode: failure.code, .failureWhat: MarkdownText.line(hidden(failure.what)),
      .failureWhy: MarkdownText.paragraphs(hidden(failure.why ?? "")),
      .failureFix: MarkdownText.paragraphs(
        hidden(RunAgain(flags: assignment.flags).completing(failure.fix))),
      .logTail: MarkdownText.code(hidden(said)),
    ]
  }

  private func render(_ kind: TemplateKind, _ custom: String?, _ own: [Placeholder: String], _ view: PRDView) -> String
  {
    let prd = view.snapshot.prd
    // The log names the sandbox's commands: they hold folders of the operator's machine.
    let log = "kb logs \(prd.number)"
    let common: [Placeholder: String] = [
      .prd: "\(prd.number)", .prdTitle: MarkdownText.line(prd.title), .prdAuthor: prd.author ?? "",
      .mention: MarkdownText.mention(prd.author), .repository: assignment.repository.description,
      .agent: settings.agent.rawValue, .branch: FactoryNames.branch(prd: prd.number), .sandbox: sandbox,
      .runCommand: RunAgain(flags: assignment.flags).completing("kb run --prd \(prd.number)"), .logCommand: log,
      .inspectCommand: log, .removeCommand: log,
    ]
    return kind.render(custom, common.merging(own) { $1 })
  }
}
