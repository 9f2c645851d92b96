import KBFailures
import KBText

/// Drafts in a repository that has none: GitHub offers them for public repositories and on paid plans only. A line at the
/// head of the body stands for the draft there, and the pull request is out of draft when the line is gone.
enum GitHubDraft {
  /// Hidden from readers; what krutrimbox goes by.
  private static let mark = "<!-- krutrimbox:draft -->"
  private static let head = "> **Not ready for review yet.** This line goes when it is. \(mark)\n\n"

  /// Whether a refusal to create a pull request means that the repository has no drafts.
  static func isUnsupported(_ failure: ExpectedFailure) -> Bool {
    failure.code == .forgeInvalid && failure.why?.contains("Draft pull requests are not supported") == true
  }

  static func marked(_ body: String) -> String { head + body }

  static func isMarked(_ body: String?) -> Bool { body?.contains(mark) == true }

  /// The body without the line that holds the mark, whatever people have made of the line.
  static func unmarked(_ body: String) -> String {
    let lines = body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return String(lines.filter { !$0.contains(mark) }.joined(separator: "\n").trimming(\.isNewline))
  }
}
