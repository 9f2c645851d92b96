import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBState
import KBText

/// The final review of a PRD: from the journal where it was paid for, else from a session. krutrimbox itself looks for the
/// evidence, and runs the commands that are said to fail.
struct FinalReview {
  let session: ReviewSession
  let trials: ReproTrials
  let posting: ReviewPosting
  let journal: RunJournal
  let advice: ReviewAdvice

  /// What is judged of the tip. Throws the failure of the last session; people were told of it on the pull request then.
  func judge(_ view: PRDView) throws -> Judgement {
    let (tip, criteria) = (view.branch.tip, view.sequence.acceptanceCriteria)
    var judgement: Judgement
    switch JudgingStep(ResumePoint(journal.lines), tip: tip, criteria: criteria) {
    case .known(let known): judgement = known
    case .all: judgement = try noted(asked(ReviewQuestion(base: forkPoint(view), criteria: criteria), view))
    case .again(let earlier):
      let look = try files(at: tip, earlier.criteria.map(\.path))
      judgement = earlier.carried(to: tip, look)
      let unmet = judgement.unmet.map(\.criterion)
      if !unmet.isEmpty {
        let question = ReviewQuestion(base: try forkPoint(view), criteria: unmet, isAfterRepair: true)
        let later = try asked(question, view)
        judgement = later.isUnread == true ? later : judgement.judgedAgain(later)
      }
      judgement = try noted(judgement)
    }
    if !judgement.untried.isEmpty { judgement = try noted(trials.tried(judgement)) }
    session.agent.narrator.tell(judgement.count)
    return judgement
  }

  /// What of a judgement still holds at a later commit, which nobody has judged.
  func outrun(_ judgement: Judgement, at tip: String) throws -> Judgement {
    judgement.lookedFor(try files(at: tip, judgement.criteria.map(\.path)))
  }

  private func asked(_ question: ReviewQuestion, _ view: PRDView) throws -> Judgement {
    let branch = session.ground.branch
    let tip = view.branch.tip
    let prompt = AgentPrompt.finalReview(
      of: view.plan(branch: branch.name), question, integrity: try advice.integrity(of: view),
      extension: advice.addition,
      fence: Fence.word())
    do {
      switch try session.run(prompt, for: view.aim(.review), at: tip) {
      case .prose(let text):
        return Judgement(
          head: tip, criteria: question.criteria.map { JudgedCriterion($0, .cannotTell, why: "nothing is judged") },
          findings: [], summary: text, isUnread: true)
      case .answer(let answer):
        let redaction = session.agent.narrator.redaction
        return answer.judgement(of: question.criteria, at: tip, clean: redaction.mask, try files(at: tip, answer.paths))
      }
    } catch let failure as ExpectedFailure where failure.failureClass == .agent {
      posting.tell(failure, of: view)
      throw failure
    }
  }

  private func noted(_ judgement: Judgement) throws -> Judgement {
    try journal.append(.reviewed(head: judgement.head, text: judgement.summary, judgement: judgement))
    return judgement
  }

  private func forkPoint(_ view: PRDView) throws -> String { try session.ground.branch.forkPoint(view.branch) }

  private func files(at commit: String, _ paths: [String]) throws -> (String) -> QuotableFile {
    let files = try CommitFiles(session.ground.branch.git, of: commit).files(at: paths.filter { !$0.isEmpty })
    return { files[$0] ?? .unusable(reason: "there is too much to look at") }
  }
}
