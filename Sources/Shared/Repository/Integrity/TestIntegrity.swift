package import KBText

/// What a branch does to the tests and checks of its base, as far as krutrimbox can tell without a model. It is advice for
/// the final review and for people, and stops nothing.
package struct TestIntegrity: Equatable, Sendable {
  package var changes: [TestChange]
  /// Files of tests that were not read because they are too large, too many, or not text.
  package var unread: Int

  /// Why nothing is known; nil where krutrimbox has looked.
  package var blindness: String?

  package init(changes: [TestChange] = [], unread: Int = 0, blindness: String? = nil) {
    self.changes = changes
    self.unread = unread
    self.blindness = blindness
  }

  package var isEmpty: Bool { changes.isEmpty && unread == 0 && blindness == nil }

  /// The most that is listed.
  private static let most = 40

  /// A part of the pull request's body; empty where there is nothing to tell. Secrets in names are masked.
  package func markdown(_ redaction: Redaction) -> String {
    let lines = lines { MarkdownText.inlineCode(SafeText.cut(redaction.mask($0), to: 160)) }
    if lines.isEmpty { return "" }
    return "What this pull request does to tests and checks, found by comparing with its base (look at each, it may be "
      + "right):\n" + lines.map { "- \($0)" }.joined(separator: "\n")
  }

  /// The same for a prompt, a line each; empty where there is nothing to tell.
  package var text: String {
    lines { SafeText.cut(SafeText.line($0), to: 160) }.joined(separator: "\n")
  }

  private func lines(_ code: (String) -> String) -> [String] {
    var lines = changes.prefix(Self.most).map { $0.sentence(code) }
    if changes.count > Self.most { lines.append("and \(changes.count - Self.most) more") }
    if unread > 0 {
      let files = unread == 1 ? "1 test file was" : "\(unread) test files were"
      lines.append("\(files) not read: too large, too many, or not text")
    }
    if let blindness { lines.append("krutrimbox could not look: \(code(blindness))") }
    return lines
  }
}
