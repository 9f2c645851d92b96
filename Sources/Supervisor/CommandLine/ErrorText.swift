import KBFailures
import KBText

/// A failure as `kb` prints it on standard error.
enum ErrorText {
  /// `kb: KB-S004 …`, then the fix and the reason, indented. Safe to print.
  static func render(_ failure: DiagnosedFailure) -> String {
    let lines = failure.lines.map(SafeText.block)
    let first = lines.first ?? ""
    return (["kb: " + first] + lines.dropFirst().map { "    " + $0 }).joined(separator: "\n")
  }
}
