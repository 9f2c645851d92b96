import KBDomain
import KBProtocol
import KBState

/// What is to be judged at the PRD Branch's tip. Pure.
enum JudgingStep: Equatable {
  /// Nothing: this very commit was judged by these very criteria.
  case known(Judgement)
  /// Every criterion.
  case all
  /// What a repair of krutrimbox's was for, which has made the tip out of the commit of this judgement.
  case again(Judgement)

  /// `known` is what the journal says.
  init(_ known: ResumePoint, tip: String, criteria: [AcceptanceCriterion]) {
    guard let judgement = known.review?.judgement else {
      self = .all
      return
    }
    if judgement.answers(criteria, at: tip) {
      self = .known(judgement)
    } else if known.repairs.commit == tip, let head = known.repairs.head, judgement.answers(criteria, at: head) {
      self = .again(judgement)
    } else {
      self = .all
    }
  }
}

extension Judgement {
  /// The judgement carried over to a later commit: what was met is looked for there again, and what was seen to fail must be
  /// tried again. Pure but for `look`.
  func carried(to head: String, _ look: (String) -> QuotableFile) -> Judgement {
    var carried = lookedFor(look)
    carried.head = head
    for index in findings.indices where findings[index].isProven == true {
      (carried.findings[index].isProven, carried.findings[index].output) = (nil, nil)
    }
    return carried
  }

  /// The judgement after another look for the evidence of what is met. Pure but for `look`.
  func lookedFor(_ look: (String) -> QuotableFile) -> Judgement {
    var looked = self
    looked.criteria = criteria.map { $0.verdict == .met ? $0.checked(look) : $0 }
    return looked
  }

  /// The judgement where a repair was for what was unmet, and `later` is what a review says of that now. What the review finds
  /// besides is advice.
  func judgedAgain(_ later: Judgement) -> Judgement {
    var all = self
    for judged in later.criteria {
      if let index = criteria.firstIndex(where: { $0.criterion == judged.criterion }) { all.criteria[index] = judged }
    }
    all.findings += later.findings.map { finding in
      var advice = finding
      (advice.isProven, advice.output) = (false, "found after a repair: krutrimbox did not run it")
      return advice
    }
    all.summary = later.summary.isEmpty ? summary : later.summary
    return all
  }

  /// What the run is told of it.
  var count: WorkerEvent {
    func count(_ verdict: CriterionVerdict) -> Int { criteria.count { $0.verdict == verdict } }
    return .criteria(met: count(.met), unmet: count(.unmet), byHand: count(.cannotTell))
  }

  /// Blockers with a command that was not run yet, by their place.
  var untried: [Int] {
    findings.indices.filter {
      findings[$0].severity == .blocker && !findings[$0].repro.isEmpty && findings[$0].isProven == nil
        && findings[$0].output == nil
    }
  }
}
