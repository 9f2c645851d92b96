import KBText

/// A title in a commit message or as a pull request's title. It is data: nothing in it may make git, the forge or its CI
/// do something. It reads as it did; invisible joiners break what would act.
package enum TitleText {
  /// One line without control characters, in which nothing calls people, names an issue, or steers CI. It has at most
  /// `limit` Unicode scalars.
  package static func plain(_ title: String, limit: Int = 1000) -> String {
    let line = SkipWords.inert(References.broken(MarkdownText.plainLine(title)))
    // Within quotes it is no line of its own kind.
    let safe = isCommand(line) ? "\"\(line)\"" : line
    return safe.unicodeScalars.count <= limit ? safe : String(safe.unicodeScalars.prefix(limit - 1)) + "…"
  }

  /// Whether a line would be more than text in a commit message: a trailer that tools act upon
  /// (https://git-scm.com/docs/git-interpret-trailers), what `git rebase --autosquash` looks for
  /// (https://git-scm.com/docs/git-rebase#Documentation/git-rebase.txt---autosquash), or krutrimbox's own footer.
  package static func isCommand(_ line: String) -> Bool {
    let text = String(line.unicodeScalars.filter { $0 != References.joiner.unicodeScalars.first })
    if ["fixup!", "squash!", "amend!"].contains(where: text.lowercased().hasPrefix) { return true }
    if !IssueReferenceFooter.numbers(in: text).isEmpty { return true }
    guard let colon = text.firstIndex(of: ":") else { return false }
    let token = text[..<colon].trimming { $0 == " " }.lowercased()
    return trailers.contains(token) || token.hasSuffix("-by") && token.allSatisfy { $0 == "-" || $0.isLetter }
  }

  /// Beside all that end in `-by`: Gerrit's, release tools', GitLab's and GitHub's.
  private static let trailers: Set = [
    "skip-checks", "change-id", "release-as", "breaking change", "breaking-change", "changelog",
  ]
}
