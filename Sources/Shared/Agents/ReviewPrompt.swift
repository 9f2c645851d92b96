package import KBDomain
import KBText

/// What a final review is asked.
package struct ReviewQuestion: Equatable, Sendable {
  /// The commit that the PRD Branch started from.
  package var base: String
  /// What is to be judged; may be empty.
  package var criteria: [AcceptanceCriterion]
  /// Whether an earlier review has judged all others, and a repair was made for these.
  package var isAfterRepair: Bool

  package init(base: String, criteria: [AcceptanceCriterion], isAfterRepair: Bool = false) {
    self.base = base
    self.criteria = criteria
    self.isAfterRepair = isAfterRepair
  }
}

extension AgentPrompt {
  /// `fence` must be a word that the texts can't know; `extension` is the repository's own addition. `integrity` is what the
  /// branch does to tests and checks, a line each; it may be empty.
  package static func finalReview(
    of plan: Plan, _ question: ReviewQuestion, integrity: String = "", extension addition: String?, fence: String
  ) -> AgentPrompt {
    var sections = [
      builtIn(
        PackageResources.final_review_md, ["branch": plan.branch, "fence": fence, "base": question.base])
    ]
    if let addition { sections.append("# From the repository\n\n\(addition)") }
    sections.append(planSection(plan, fence))
    for issue in plan.sequence.issues {
      sections.append(
        "# Issue #\(issue.number)\n\n"
          + fenced(issue.reasonToHold == nil ? "\(issue.shownTitle)\n\n\(issue.body)" : issue.shownTitle, fence))
    }
    if !integrity.isEmpty {
      sections.append(
        "# Tests and checks\n\nkrutrimbox has compared them with those of the base, without a model. Each of these may be "
          + "right. Look at each: if it hides something that does not work, or if no issue asks for it, make it a "
          + "finding.\n\n" + fenced(integrity, fence))
    }
    sections.append(criteriaSection(question, fence))
    return AgentPrompt(text: sections.joined(separator: "\n\n") + "\n")
  }

  private static func criteriaSection(_ question: ReviewQuestion, _ fence: String) -> String {
    guard !question.criteria.isEmpty else {
      return "# Criteria\n\nThe issues name none: `criteria` stays empty. Judge by the plan and the issues."
    }
    let lines = question.criteria.map { "\($0.id) \($0.text)" }
    let about =
      question.isAfterRepair
      ? "An earlier review found these unmet, and a session has worked on them since. All others are judged already.\n\n"
      : ""
    return "# Criteria\n\n\(about)" + fenced(lines.joined(separator: "\n"), fence)
  }
}
