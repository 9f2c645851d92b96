import KBDomain
import KBRepository
import KBText

/// Files that keep the PRD Branch from being merged into its base branch as it is.
struct BaseConflicts: Equatable {
  /// Name of the base branch.
  let base: String
  /// Never empty.
  let files: [String]

  /// For the outcome: `conflicts with main in 2 files: a.txt, b.txt`. Of many files, the first five.
  var text: String { sentence("conflicts with \(base)") { $0 } }

  /// For a comment.
  var markdown: String {
    let code = MarkdownText.inlineCode(base)
    return sentence("This branch conflicts with \(code)", MarkdownText.inlineCode) + ". Merge \(code) into it first."
  }

  private func sentence(_ start: String, _ name: (String) -> String) -> String {
    let names = files.prefix(5).map { name(SafeText.cut(SafeText.line($0), to: 120)) }.joined(separator: ", ")
    let more = files.count > 5 ? " and \(files.count - 5) more" : ""
    return "\(start) in \(files.count == 1 ? "1 file" : "\(files.count) files"): \(names)\(more)"
  }
}

/// Compares the PRD Branch with its base branch.
struct BaseComparison {
  let gate: Gate
  /// Name of the base branch.
  let base: String
  let narrator: Narrator

  /// What git says of both tips, which the look at origin has brought here. nil where they merge, and where git can't
  /// tell.
  func conflicts(of view: PRDView) throws -> BaseConflicts? {
    let files = try gate.plainly { try $0.conflicts(between: view.branch.base, view.branch.tip) }
    guard !files.isEmpty else { return nil }
    return BaseConflicts(base: base, files: files.map(narrator.redaction.mask))
  }
}
