package import KBDomain
package import KBText

/// What comments and pull requests say of a plan and its work.
extension MarkdownText {
  /// `Checks: `swift test` passed after #12.` Secrets in the commands are masked.
  package static func checks(_ checks: PassedChecks, _ redaction: Redaction) -> String {
    let names = checks.commands.map { inlineCode(redaction.mask($0)) }.joined(separator: ", ")
    return "Checks: \(names) passed after #\(checks.issue)."
  }

  /// What sessions made that is in no commit, a paragraph per issue. Secrets in the names are masked.
  package static func leftOut(_ all: [Int: LeftOut], _ redaction: Redaction) -> String {
    all.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { issue, leftOut in
      let sentences = leftOut.sentences { inlineCode(SafeText.cut(redaction.mask($0), to: 200)) }
      return "Not in this pull request, of #\(issue):\n" + sentences.map { "- \($0)" }.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// `- [x] #3 Title`, one line per issue.
  package static func checklist(_ issues: [ImplementationIssue], done: DoneSet) -> String {
    issues.map { "- [\(done.contains($0.number) ? "x" : " ")] #\($0.number) \(line($0.title))" }
      .joined(separator: "\n")
  }

  /// `Closes #1`, one line per issue.
  package static func closingKeywords(_ numbers: [Int]) -> String {
    numbers.map { "Closes #\($0)" }.joined(separator: "\n")
  }
}
