/// A name that may stand in `{{…}}` in a template.
package enum Placeholder: String, CaseIterable, Sendable {
  case prd, prdTitle, prdAuthor, issue, issueTitle, repository, agent
  case branch, sandbox, checklist, checks, leftOut, testIntegrity, closingKeywords, blockers, mention, review,
    conflicts, reasons
  case failureCode, failureWhat, failureWhy, failureFix
  case runCommand, inspectCommand, removeCommand, logCommand, logTail

  /// What is inserted, for docs/configuration.md.
  package var meaning: String {
    switch self {
    case .prd: "number of the PRD, without `#`"
    case .prdTitle: "title of the PRD"
    case .prdAuthor: "login of the PRD's author, without `@`"
    case .issue: "number of the Implementation Issue, without `#`"
    case .issueTitle: "title of the Implementation Issue"
    case .repository: "`owner/name`"
    case .agent: "`codex` or `claude`"
    case .branch: "the PRD Branch"
    case .sandbox: "name of the PRD Sandbox"
    case .checklist: "one line per Implementation Issue, ticked when it is done"
    case .checks: "which checks the newest issue's commit has passed; empty if none are configured"
    case .leftOut: "what sessions made that is in no commit, and where krutrimbox keeps it; empty if there is nothing"
    case .testIntegrity:
      "what the pull request does to tests and to the configuration of checks; empty if it is nothing"
    case .closingKeywords: "the lines that let the forge close the PRD (and its issues) when the pull request is merged"
    case .blockers: "what is in the way, such as `#3, #4`"
    case .mention: "`@login` of the PRD's author; `Maintainers` if the account is gone"
    case .review: "what the final review said"
    case .conflicts: "a sentence about the files that conflict with the base branch; empty if none do"
    case .reasons: "why the pull request stays a draft, one line each"
    case .failureCode: "code of the failure, such as `KB-A003`"
    case .failureWhat: "what happened, in one sentence"
    case .failureWhy: "the reason that the agent or the system gave; may be empty or have several lines"
    case .failureFix: "what to do about it"
    case .runCommand: "the command that continues with this PRD"
    case .inspectCommand: "the same as `logCommand`: the log names the command that looks inside the sandbox"
    case .removeCommand: "the same as `logCommand`: the log names the command that removes the sandbox"
    case .logCommand: "the command that shows the run's log"
    case .logTail: "the last lines that the session's agent printed, as a code block; may be empty"
    }
  }
}
