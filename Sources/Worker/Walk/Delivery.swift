import Shared

/// The end of a PRD whose issues are all done: final review, out of draft, a person asked to look, sandbox removed.
struct Delivery {
  private let parts: FactoryParts
  private let workplace: Workplace
  private let resume: ResumePoint

  init(_ parts: FactoryParts, _ workplace: Workplace, resume: ResumePoint) {
    self.parts = parts
    self.workplace = workplace
    self.resume = resume
  }

  private var removal: SandboxRemoval { SandboxRemoval(parts, workplace) }

  /// How far it came.
  enum Progress {
    case ended(FactoryRunOutcome)
    /// People gave the PRD more to do meanwhile, or pushed: the walk goes on from here.
    case changed(PRDView)
  }

  /// Reviews and hands over. Each step is safe to repeat; leaving draft comes last, so that a run that was cut off in
  /// between is seen as not delivered. `reviews` are those of this Factory Run.
  func deliver(_ view: PRDView, _ reviews: inout ReviewCount) throws -> Progress {
    if let reason = view.reasonForNoReview { return .ended(.skipped(reason: reason)) }
    let review = Review(commit: view.branch.tip, text: try review(view))

    parts.reporter.enter(.deliver)
    let fresh = try PRDView.read(parts, knowing: view.branch)
    if let reason = fresh.reasonToSkip(owners: parts.owners) { return .ended(.skipped(reason: reason)) }
    try fresh.requirePullRequestNotClosed()
    if let pull = fresh.snapshot.pullRequest, pull.state == .merged {
      try removal.remove(after: fresh)
      return .ended(.delivered(pullRequest: pull.url))
    }
    guard fresh.sequence.nextStep(after: fresh.done) == .review, fresh.reasonForNoReview == nil else {
      return .changed(fresh)
    }
    if fresh.branch.tip != review.commit {
      guard reviews.isLast() else { return .changed(fresh) }
      parts.reporter.note("the branch keeps moving: the review is of \(review.commit), not of \(fresh.branch.tip)")
    }
    // People's commits may have finished an issue that no run has closed yet; none will after the delivery.
    let pull = try CatchUp(parts).finish(fresh).snapshot.pullRequest ?? PRDPullRequest(parts).save(fresh)
    let conflicts = try BaseConflicts.of(fresh, parts)
    if let conflicts { parts.reporter.note("the pull request \(conflicts.text)") }
    try post(review.text(for: fresh.branch.tip), conflicts, on: pull, of: fresh)
    try parts.journal.append(.delivered(head: fresh.branch.tip))
    if pull.isDraft { try parts.forge.markReady(pull) }

    try removal.remove(after: fresh)
    return .ended(.delivered(pullRequest: pull.url, conflicts: conflicts?.text))
  }

  /// The review's text: from an earlier run where it was paid for and nothing has changed since, else from a session.
  private func review(_ view: PRDView) throws -> String {
    if let paid = resume.review, paid.head == view.branch.tip { return paid.text }
    let prompt = AgentPrompt.finalReview(
      of: view.plan(branch: parts.branch.name), base: try parts.branch.forkPoint(view.branch),
      extension: parts.settings.prompts.finalReview, fence: Fence.word())
    let text = SafeText.cut(parts.reporter.redaction.mask(try message(prompt, in: view)), to: 60_000)
    try parts.journal.append(.reviewed(head: view.branch.tip, text: text))
    return text
  }

  /// What a session says, which is tried again as one for an issue is. A failure that stays is told on the pull request.
  private func message(_ prompt: AgentPrompt, in view: PRDView) throws -> String {
    var attempt = 1
    while true {
      do {
        return try session(prompt, at: view.branch.tip)
      } catch let failure as ExpectedFailure where failure.failureClass == .agent {
        guard attempt < parts.settings.limits.attempts else {
          tell(failure, in: view)
          throw failure
        }
        attempt += 1
        parts.reporter.note("\(failure.what) Try \(attempt) of \(parts.settings.limits.attempts).")
      }
    }
  }

  private func session(_ prompt: AgentPrompt, at tip: String) throws -> String {
    let originRef = "refs/heads/\(parts.branch.name)"
    func ask(_ parts: FactoryParts) throws -> String {
      try workplace.waitForBrakes()
      parts.reporter.enter(.review)
      return try SandboxedAgent(parts: parts).run(prompt, issue: nil)
    }
    let message = try workplace.whenFree {
      if FreshSandbox.isWanted(parts) {
        let fresh = FreshSandbox(parts, beside: workplace, identity: workplace.identity)
        return try fresh.with(tip, originRef: originRef, ask)
      }
      _ = try workplace.prepare("review", at: tip, originRef: originRef)
      return try ask(parts)
    }
    guard message.contains(where: { !$0.isWhitespace }) else { throw ExpectedFailure.reviewEmpty(parts.agent.name) }
    return message
  }

  /// In the review's own comment, which the review takes the place of later. One that can't be posted hides nothing.
  private func tell(_ failure: ExpectedFailure, in view: PRDView) {
    guard let pull = view.snapshot.pullRequest else { return }
    let told = DiagnosedFailure(failure).masked(by: parts.reporter.redaction)
    parts.reporter.enter(.report)
    parts.logSandboxHelp()
    parts.post(on: pull.number) {
      try parts.forge.save(
        FactoryComment(
          on: pull.number, .finalReview(prd: parts.prd), FactoryTexts(parts, view).reviewFailedComment(told)),
        seen: view.snapshot.comments)
    }
  }

  /// The comment mentions the author; a review is asked for as well where the author is somebody else.
  private func post(_ text: String, _ conflicts: BaseConflicts?, on pull: PullRequest, of view: PRDView) throws {
    try parts.forge.save(
      FactoryComment(
        on: pull.number, .finalReview(prd: parts.prd), FactoryTexts(parts, view).reviewComment(text, conflicts)),
      seen: view.snapshot.comments)
    guard let author = view.snapshot.prd.author,
      author.lowercased() != parts.assignment.operatorLogin.lowercased()
    else { return }
    do {
      try parts.forge.requestReview(of: pull, from: author)
    } catch let failure as ExpectedFailure where failure.failureClass == .forgeRefused {
      parts.reporter.note("\(author) could not be asked for a review: \(failure.why ?? failure.what)")
    }
  }
}
