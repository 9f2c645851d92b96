import KBDomain
import KBFailures
import KBForges
import KBProtocol

/// Tells people on the pull request what the final review came to: one comment, the review's or why there is none.
struct ReviewPosting {
  let forge: any Forge
  let texts: FactoryTexts
  let narrator: Narrator
  let sandbox: PRDSandbox
  let operatorLogin: String

  /// The comment mentions the author; a review is asked for as well where the author is somebody else.
  func post(_ judgement: Judgement, _ conflicts: BaseConflicts?, on pull: PullRequest, of view: PRDView) throws {
    if let conflicts { narrator.note("the pull request \(conflicts.text)") }
    try save(texts.reviewComment(judgement, conflicts, in: view), on: pull, of: view)
    guard let author = view.snapshot.prd.author, author.lowercased() != operatorLogin.lowercased() else { return }
    do {
      try forge.requestReview(of: pull, from: author)
    } catch let failure as ExpectedFailure where failure.failureClass == .forgeRefused {
      narrator.note("\(author) could not be asked for a review: \(failure.why ?? failure.what)")
    }
  }

  /// Says why the pull request stays a draft, with the review below. Nobody is asked for a review of what is not proven.
  func post(_ judgement: Judgement, notReady reasons: [String], on pull: PullRequest, of view: PRDView) throws {
    narrator.enter(.report)
    sandbox.logHelp(narrator)
    try save(texts.notReadyComment(reasons, judgement, in: view), on: pull, of: view)
  }

  /// In the review's own comment, which the review takes the place of later. One that can't be posted hides nothing.
  func tell(_ failure: ExpectedFailure, of view: PRDView) {
    guard let pull = view.snapshot.pullRequest else { return }
    let told = DiagnosedFailure(failure).masked(by: narrator.redaction)
    narrator.enter(.report)
    sandbox.logHelp(narrator)
    narrator.post(on: pull.number) { try save(texts.reviewFailedComment(told, in: view), on: pull, of: view) }
  }

  private func save(_ text: String, on pull: PullRequest, of view: PRDView) throws {
    try forge.save(
      FactoryComment(on: pull.number, .finalReview(prd: view.snapshot.prd.number), text),
      seen: view.snapshot.comments)
  }
}
