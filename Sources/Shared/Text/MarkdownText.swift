/// Text from outside made ready for a comment: it can't break out of its place, hide a marker, or call people. It has been
/// masked; what is invisible is stripped here once more, which brings no secret back.
package enum MarkdownText {
  /// One line, such as a title, for Markdown: what Markdown, HTML or the forge would act upon is made harmless, a
  /// mention and an issue number included (`Fixes #7` in a pull request's body would close #7).
  package static func line(_ text: String) -> String {
    let escaped = plainLine(text).map { "\\`*_[]|~&".contains($0) ? "\\\($0)" : String($0) }.joined()
    // A squash merge may make this a commit message.
    return SkipWords.inert(References.broken(escaped)).replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// One line, such as a title, for plain text: only what is visible, and runs of blanks are one.
  package static func plainLine(_ text: String) -> String {
    VisibleText.of(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Several lines of Markdown that an agent wrote: it keeps its formatting, but hides nothing, calls nobody and leads
  /// nowhere. What is longer than a comment can hold ends with a note.
  package static func paragraphs(_ text: String) -> String {
    let visible = VisibleText.of(text)
    let isLong = visible.utf8.count > longest && visible.unicodeScalars.count > longest
    return ProseMarkdown.defused(isLong ? String(visible.unicodeScalars.prefix(longest)) : visible)
      + (isLong ? "\n\n(krutrimbox left out the rest)" : "")
  }

  /// Scalars of a text that go into a comment: it may grow to twice as many, and a comment has 65,536. Cut afterwards it
  /// could lose the end of its code.
  private static let longest = 30_000

  /// A code block, fenced so that nothing inside can end it; empty for an empty text. A long one loses its beginning.
  package static func code(_ text: String, language: String = "text") -> String {
    let visible = VisibleText.of(text)
    if visible.allSatisfy(\.isWhitespace) { return "" }
    let cut = visible.utf8.count > longest ? String(visible.unicodeScalars.suffix(longest / 2)) : visible
    let lines = cut.hasSuffix("\n") ? String(cut.dropLast()) : cut
    return fenced(lines.utf8Lines, language: language).joined(separator: "\n")
  }

  /// The lines of a code block with its fences.
  static func fenced(_ lines: [String], language: String) -> [String] {
    let body = lines.map { SkipWords.inert(withoutMarker($0)) }
    let fence = String(repeating: "`", count: max(2, body.map(longestTicks).max() ?? 0) + 1)
    return [fence + language] + body + [fence]
  }

  /// What a marker of krutrimbox's begins with: the hidden line by which it finds its own comments.
  package static let markerPrefix = "<!-- krutrimbox:"

  /// Without the beginning of a marker of krutrimbox's, which counts in code, too.
  static func withoutMarker(_ text: String) -> String {
    text.replacing(markerPrefix, with: "<! -- krutrimbox:")
  }

  /// A piece of code within a line; nothing inside can end it, hide, or be a mark of krutrimbox.
  package static func inlineCode(_ text: String) -> String {
    let body = SkipWords.inert(withoutMarker(plainLine(text)))
    let fence = String(repeating: "`", count: longestTicks(body) + 1)
    let room = body.hasPrefix("`") || body.hasSuffix("`") ? " " : ""
    return fence + room + body + room + fence
  }

  /// `@login`, or a word for nobody in particular where the account is gone.
  package static func mention(_ login: String?) -> String { login.map { "@\($0)" } ?? "Maintainers" }

  /// The longest run of backticks in a text.
  private static func longestTicks(_ text: String) -> Int {
    text.split { $0 != "`" }.map(\.count).max() ?? 0
  }
}
