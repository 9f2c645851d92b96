package import KBDomain
import KBText

/// The message of an AFK Issue's one commit.
package enum CommitMessage {
  /// The rendered template, certain to hold the footer of this issue and of no other. What acts in it, such as `[skip ci]`
  /// or a trailer, comes from the template and never from a title. `template` is the repository's own text, nil for the
  /// built-in one.
  package static func text(template: String?, prd: PRD, issue: ImplementationIssue, agent: AgentName) -> String {
    func lines(_ title: (String) -> String) -> [String] {
      TemplateKind.commitMessage.render(
        template,
        [
          .prd: String(prd.number), .prdTitle: title(prd.title), .issue: String(issue.number),
          .issueTitle: title(issue.title), .agent: agent.rawValue,
        ]
      ).utf8Lines
    }
    let rendered = lines { TitleText.plain($0) }
    let meant = lines { _ in "x" }
    let safe = rendered.enumerated().map { index, line in
      let own = meant.count == rendered.count ? meant[index] : ""
      let line = SkipWords.inert(own) == own ? SkipWords.inert(line) : line
      let isOwn = IssueReferenceFooter.numbers(in: line).isSubset(of: [issue.number])
      return isOwn && (!TitleText.isCommand(line) || TitleText.isCommand(own)) ? line : "\"\(line)\""
    }.joined(separator: "\n")
    if IssueReferenceFooter.numbers(in: safe).contains(issue.number) { return safe + "\n" }
    return (safe.isEmpty ? "Work on #\(issue.number)" : safe) + "\n\n\(IssueReferenceFooter.line(for: issue.number))\n"
  }
}
