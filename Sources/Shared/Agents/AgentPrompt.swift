package import KBDomain
import KBRepository
package import KBSandboxes
import KBText

/// The text that a fresh agent session gets. Pure: same plan, same text, but for the fence.
package struct AgentPrompt: Equatable, Sendable {
  /// What the prompt is about.
  package struct Plan: Equatable, Sendable {
    package var prd: PRD
    package var sequence: ImplementationSequence
    package var done: DoneSet
    package var branch: String

    package init(prd: PRD, sequence: ImplementationSequence, done: DoneSet, branch: String) {
      self.prd = prd
      self.sequence = sequence
      self.done = done
      self.branch = branch
    }
  }

  /// A check that was red after an earlier session on the same issue.
  package struct RedCheck: Equatable, Sendable {
    package var command: String
    package var output: String
    /// What the earlier session made that the check could not see; nil where that is nothing.
    package var leftOut: LeftOut?

    package init(command: String, output: String) {
      self.command = command
      self.output = output
    }
  }

  package let text: String

  /// `fence` must be a word that the texts can't know. `extension` is the repository's own addition, `protected` its
  /// globs of files that no agent may change, `allowed` the operator's that one may. `refusal` is what origin or the gate said against an earlier session's work,
  /// `unfinished` what one has left in the working tree, `elsewhere` where else it has left commits.
  package static func afk(
    _ issue: ImplementationIssue, of plan: Plan, red: RedCheck? = nil, refusal: String? = nil,
    unfinished: UnfinishedWork? = nil, elsewhere: [String] = [], protected: [String] = [], allowed: [String] = [],
    extension addition: String?,
    fence: String
  ) -> AgentPrompt {
    var parts = [builtIn(PackageResources.afk_issue_md, ["branch": plan.branch, "fence": fence])]
    parts.append(protectedSection(protected, allowed))
    if let addition { parts.append("# From the repository\n\n\(addition)") }
    parts.append(planSection(plan, fence))
    let others = plan.sequence.issues
    let earlier = others.prefix { $0.number != issue.number }.map { other in
      "#\(other.number) \(other.shownTitle) (\(plan.done.contains(other.number) ? "done" : "open"))"
    }
    if !earlier.isEmpty { parts.append("# Earlier issues\n\n" + fenced(earlier.joined(separator: "\n"), fence)) }
    let later = others.drop { $0.number != issue.number }.dropFirst().map { "#\($0.number) \($0.shownTitle)" }
    if !later.isEmpty { parts.append("# Later issues: not yours\n\n" + fenced(later.joined(separator: "\n"), fence)) }
    if let unfinished { parts.append(unfinishedSection(unfinished, fence)) }
    if !elsewhere.isEmpty {
      parts.append(
        "# Work that lies elsewhere\n\nAn earlier session on this issue left work that is not on your branch. krutrimbox "
          + "takes only what is in your working tree. Bring over what is good, with `git merge --squash` or `git checkout "
          + "<branch> -- <path>`.\n\n"
          + fenced(elsewhere.map { SafeText.cut(SafeText.line($0), to: 200) }.joined(separator: "\n"), fence))
    }
    if let refusal {
      parts.append(
        "# What was refused\n\nAn earlier session did this issue. Its work was refused because of its content. "
          + "Do the issue without that content; if the working tree has it, remove it.\n\n" + fenced(refusal, fence))
    }
    if let red {
      parts.append(
        "# What is still red\n\nAn earlier session worked on this issue; its changes are in the working tree. "
          + "Then this check failed. Make it pass.\n\n" + fenced("$ \(red.command)\n\(red.output)", fence))
      if let leftOut = red.leftOut, !leftOut.isEmpty {
        parts.append(
          "# What the check could not see\n\nThe check ran on the commit alone. If a file must be in the commit although git "
            + "ignores it, use `git add -f <path>` or change .gitignore.\n\n"
            + fenced(leftOut.sentences { SafeText.cut(SafeText.line($0), to: 200) }.joined(separator: "\n"), fence))
      }
    }
    parts.append(
      "# Current issue\n\n" + fenced("#\(issue.number) \(SafeText.line(issue.title))\n\n\(issue.body)", fence))
    return AgentPrompt(text: parts.joined(separator: "\n\n") + "\n")
  }

  private static func protectedSection(_ repository: [String], _ allowed: [String]) -> String {
    let text =
      "# Protected files\n\nkrutrimbox refuses work that changes, adds or removes a file that matches one of these. If "
      + "the working tree already has such a change, undo it.\n\n"
      + (repository.map { "- `\($0)`\n" }.joined() + "- everywhere: ")
      + Protection.builtIn.map { "`\($0)`" }.joined(separator: ", ")
    return allowed.isEmpty
      ? text
      : text + "\n\nYou may change these all the same: " + allowed.map { "`\($0)`" }.joined(separator: ", ") + "."
  }

  static func planSection(_ plan: Plan, _ fence: String) -> String {
    "# Plan: PRD #\(plan.prd.number)\n\n"
      + fenced("\(SafeText.line(plan.prd.title))\n\n\(plan.prd.body)", fence)
  }

  private static func unfinishedSection(_ work: UnfinishedWork, _ fence: String) -> String {
    var names = work.changes.map { SafeText.cut(SafeText.line($0), to: 200) }
    if work.count > names.count { names.append("and \(work.count - names.count) more") }
    return "# Unfinished work\n\nAn earlier session on this issue ended before krutrimbox took its work; its changes "
      + "are still here. Look at them first, with `git status`, `git diff` and `git log`. Continue with what is good and undo the rest.\n\n"
      + fenced(names.joined(separator: "\n"), fence)
  }

  static func fenced(_ text: String, _ fence: String) -> String {
    "\(fence) begin\n\(text)\n\(fence) end"
  }

  static func builtIn(_ resource: [UInt8], _ values: [String: String]) -> String {
    var text = String(decoding: resource, as: UTF8.self)
    for (name, value) in values {
      text = text.split(separator: "{{\(name)}}", omittingEmptySubsequences: false).joined(separator: value)
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n")
      .trimmingNewlines
  }
}

extension ImplementationIssue {
  /// Its title on one line, or why no agent gets that.
  var shownTitle: String {
    reasonToHold.map { "(the text is left out: \($0))" } ?? SafeText.line(title)
  }
}

extension String {
  fileprivate var trimmingNewlines: String { String(Substring(self).trimming(\.isNewline)) }
}

extension PRDView {
  /// The plan for a prompt.
  package func plan(branch name: String) -> AgentPrompt.Plan {
    AgentPrompt.Plan(prd: snapshot.prd, sequence: sequence, done: done, branch: name)
  }
}
