/// Text from outside made ready for a comment: it can't break out of its place, hide a marker, or call people.
package enum MarkdownText {
  /// One line, such as a title, for Markdown: what Markdown, HTML or the forge would act upon is made harmless, a
  /// mention and an issue number included (`Fixes #7` in a pull request's body would close #7).
  package static func line(_ text: String) -> String {
    let escaped = plainLine(text).map { "\\`*_[]|~".contains($0) ? "\\\($0)" : String($0) }.joined()
    // A squash merge may make this a commit message.
    return TitleText.inert(TitleText.withoutReferences(escaped)).replacing("<", with: "&lt;").replacing(
      ">", with: "&gt;")
  }

  /// One line, such as a title, for plain text: without control characters, runs of blanks are one.
  package static func plainLine(_ text: String) -> String {
    let visible = String(String.UnicodeScalarView(text.unicodeScalars.map { isVisible($0) ? $0 : " " }))
    return visible.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Several lines of Markdown that an agent wrote: it keeps its formatting, but hides nothing and calls nobody.
  package static func paragraphs(_ text: String) -> String {
    var fence: (ticks: Int, indent: Int)?
    var isUnclear = false
    return visibleLines(text).map { line in
      let bare = line.trimming { $0 == " " }
      let ticks = bare.prefix { $0 == "`" }.count
      // A list item's code ends with the item. Behind what may be one, nothing is taken for code any more.
      if let open = fence, !bare.isEmpty, line.indent < open.indent { isUnclear = true }
      if let open = fence, !isUnclear {
        if ticks >= open.ticks, ticks == bare.count { fence = nil }
        return line.replacing(CommentMarker.prefix, with: "<! -- krutrimbox:")
      }
      // With another backtick behind them they are a code span, and four blanks are code without a fence.
      if ticks >= 3, !isUnclear, !bare.dropFirst(ticks).contains("`"), line.indent < 4 { fence = (ticks, line.indent) }
      return withoutCalls(line).replacing("<!--", with: "&lt;!--")
    }.joined(separator: "\n")
  }

  /// A code block, fenced so that nothing inside can end it; empty for an empty text.
  package static func code(_ text: String, language: String = "text") -> String {
    let body = visibleLines(text).joined(separator: "\n").replacing(CommentMarker.prefix, with: "<! -- krutrimbox:")
    if body.allSatisfy(\.isWhitespace) { return "" }
    let fence = String(repeating: "`", count: max(2, longestTicks(body)) + 1)
    return "\(fence)\(language)\n\(body)\(body.hasSuffix("\n") ? "" : "\n")\(fence)"
  }

  /// A piece of code within a line; nothing inside can end it, hide, or be a mark of krutrimbox.
  package static func inlineCode(_ text: String) -> String {
    let body = plainLine(text).replacing(CommentMarker.prefix, with: "<! -- krutrimbox:")
    let fence = String(repeating: "`", count: longestTicks(body) + 1)
    let room = body.hasPrefix("`") || body.hasSuffix("`") ? " " : ""
    return fence + room + body + room + fence
  }

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

  /// `@login`, or a word for nobody in particular where the account is gone.
  package static func mention(_ login: String?) -> String { login.map { "@\($0)" } ?? "Maintainers" }

  /// `- [x] #3 Title`, one line per issue.
  package static func checklist(_ issues: [ImplementationIssue], done: DoneSet) -> String {
    issues.map { "- [\(done.contains($0.number) ? "x" : " ")] #\($0.number) \(line($0.title))" }
      .joined(separator: "\n")
  }

  /// `Closes #1`, one line per issue.
  package static func closingKeywords(_ numbers: [Int]) -> String {
    numbers.map { "Closes #\($0)" }.joined(separator: "\n")
  }

  /// The longest run of backticks in a text.
  private static func longestTicks(_ text: String) -> Int {
    text.split { $0 != "`" }.map(\.count).max() ?? 0
  }

  private static func isVisible(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .surrogate, .privateUse, .unassigned: false
    // Direction overrides and other invisible marks; joiners are part of names and emoji.
    case .format: scalar.value == 0x200C || scalar.value == 0x200D
    default: true
    }
  }

  private static func visibleLines(_ text: String) -> [String] {
    text.utf8Lines.map { line in
      String(String.UnicodeScalarView(line.unicodeScalars.filter { isVisible($0) || $0 == "\t" }))
    }
  }

  /// Invisible, and enough to keep a forge from seeing a mention or an issue's number.
  static let joiner = "\u{200D}"

  private static func withoutCalls(_ text: String) -> String { text.replacing("@", with: "@\(joiner)") }
}
