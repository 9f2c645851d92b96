import KBDomain
import KBSystem

/// What follows from a published commit on the forge, and meanwhile, in the sandbox, the way to what comes next.
struct AfterPublish {
  let catchUp: CatchUp
  let workplace: Workplace
  let effects: any Effects
  /// Whether the final review is made in the PRD Sandbox.
  let reviewsThere: Bool

  /// Returns the PRD as it is then. `view` is the PRD before the commit.
  func finish(_ commit: String, for issue: Int, in view: PRDView) throws -> PRDView {
    let view = view.publishing(commit, for: issue, at: effects.now)
    return try effects.together {
      try catchUp.finish(view)
    } _: {
      if let task = Self.nextTask(of: view, reviewsThere: reviewsThere) {
        workplace.prepareAhead(task, at: view.branch.tip)
      }
    }.0
  }

  /// What the clone is made ready for, as `Workplace.prepare` names it; nil where the sandbox is not needed next. Pure.
  static func nextTask(of view: PRDView, reviewsThere: Bool) -> String? {
    switch view.sequence.nextStep(after: view.done) {
    case .implement(let next): "\(next.number)"
    case .review: reviewsThere ? "review" : nil
    case .pause, .reopened, .blocked: nil
    }
  }
}
