/// The message of an AFK Issue's one commit.
package enum CommitMessage {
  /// The rendered template, certain to hold the footer of this issue and of no other: a title that is itself a footer
  /// must not put another issue into the Done Set. `template` is the repository's own text, nil for the built-in one.
  package static func text(template: String?, prd: PRD, issue: ImplementationIssue, agent: AgentName) -> String {
    let rendered = TemplateKind.commitMessage.render(
      template,
      [
        .prd: String(prd.number), .prdTitle: MarkdownText.plainLine(prd.title), .issue: String(issue.number),
        .issueTitle: MarkdownText.plainLine(issue.title), .agent: agent.rawValue,
      ])
    let safe = rendered.utf8Lines.map { line in
      IssueReferenceFooter.numbers(in: line).isSubset(of: [issue.number]) ? line : "\"\(line)\""
    }.joined(separator: "\n")
    if IssueReferenceFooter.numbers(in: safe).contains(issue.number) { return safe + "\n" }
    return (safe.isEmpty ? "Work on #\(issue.number)" : safe) + "\n\n\(IssueReferenceFooter.line(for: issue.number))\n"
  }
}
