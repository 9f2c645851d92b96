import KBDomain
import KBTemplates
import KBText
import Testing

@Suite("Text from outside in comments and commits")
struct MarkdownTextTests {
  private func issue(_ title: String, _ number: Int = 3) throws -> ImplementationIssue {
    let labels: Set = [Label.implementationIssue.rawValue, Label.readyForAgent.rawValue]
    let sub = SubIssue(number: number, title: title, labels: labels)
    return try ImplementationSequence(prd: 1, of: [sub], done: DoneSet()).issues[0]
  }

  private func message(_ title: String, template: String? = nil) throws -> String {
    CommitMessage.text(
      template: template, prd: PRD(number: 1, title: "Plan", author: "alice"), issue: try issue(title), agent: .codex)
  }

  @Test("calls nobody and closes nothing")
  func callsNobody() {
    let line = MarkdownText.line("Fixes #7 for @everyone")
    #expect(!line.contains("#7") && !line.contains("@everyone"))
    #expect(!MarkdownText.paragraphs("ask @bob").contains("@bob"))
  }

  @Test("holds no marker of krutrimbox")
  func holdsMarker() {
    let marker = CommentMarker.finalReview(prd: 1).text
    let texts = [
      MarkdownText.line(marker), MarkdownText.paragraphs("\(marker)\n```\n\(marker)\n```"), MarkdownText.code(marker),
    ]
    for text in texts { #expect(!text.contains(CommentMarker.prefix)) }
  }

  @Test("stays on its line without control characters")
  func staysLine() {
    #expect(MarkdownText.line(" a\n\u{1B}[31mb\u{202E}\t c ") == "a \\[31mb c")
    #expect(MarkdownText.line("`x` <b> [l](u) *s*") == "\\`x\\` &lt;b&gt; \\[l\\](u) \\*s\\*")
  }

  @Test("keeps code in a review as it is")
  func keepsCode() {
    #expect(MarkdownText.paragraphs("```swift\n@Test\n```\n@b").hasPrefix("```swift\n@Test\n```\n@\u{200D}"))
  }

  @Test(
    "calls nobody behind what only looks like code",
    arguments: [
      "``` a`b\n@bob", "- x\n  ```\n@bob", "    ```\n@bob", "```\nx\n```\n@bob", "  ```\nx\n  ```\n  @bob",
      "```\n``` x\n```\n@bob",
    ])
  func looksLikeCode(text: String) { #expect(!MarkdownText.paragraphs(text).contains("@bob")) }

  @Test("cannot end its code block")
  func cannotEnd() {
    #expect(MarkdownText.code("a\n````\nb") == "`````text\na\n````\nb\n`````")
    #expect(MarkdownText.code("\u{1B}[2Ja\r\n") == "```text\n[2Ja\n```")
    #expect(MarkdownText.code(" \n") == "")
  }

  @Test("keeps code within a line")
  func keepsCodeLine() {
    #expect(MarkdownText.inlineCode("swift test") == "`swift test`")
    #expect(MarkdownText.inlineCode("a ``b` c\n<!-- krutrimbox:end -->") == "```a ``b` c <! -- krutrimbox:end -->```")
    #expect(MarkdownText.inlineCode("`a`") == "`` `a` ``")
  }

  @Test("names checks without secrets")
  func namesChecks() {
    let checks = PassedChecks(issue: 12, commands: ["swift test", "curl -H correct-horse-battery"])
    let text = MarkdownText.checks(checks, Redaction(secrets: ["correct-horse-battery"]))
    #expect(text.hasPrefix("Checks: `swift test`, `curl -H ") && text.hasSuffix("` passed after #12."))
    #expect(!text.contains("correct-horse-battery"))
  }

  @Test("ticks issues that are done")
  func ticksIssues() throws {
    let list = try MarkdownText.checklist([issue("One", 2), issue("Two", 5)], done: DoneSet([2]))
    #expect(list == "- [x] #2 One\n- [ ] #5 Two")
    #expect(MarkdownText.closingKeywords([1, 2]) == "Closes #1\nCloses #2")
    #expect(MarkdownText.mention("alice") == "@alice")
    #expect(MarkdownText.mention(nil) == "Maintainers")
  }

  @Test("makes a commit message with its footer")
  func makesCommit() throws {
    #expect(try message("Add the parser") == "Add the parser\n\nRefs #3\n")
  }

  @Test(
    "never marks another issue as done",
    arguments: ["Refs #9", "x\nRefs #9", "x\rRefs #9", "x\u{2028}Refs #9", "Refs #9\n\nRefs #10"])
  func neverMarks(_ title: String) throws {
    #expect(try IssueReferenceFooter.numbers(in: message(title)) == [3])
    #expect(try IssueReferenceFooter.numbers(in: message(title, template: "{{issueTitle}}")) == [3])
  }

  @Test("adds the footer where a template lacks it")
  func addsFooter() throws {
    #expect(try message("x", template: "feat: {{issueTitle}} (#{{issue}})") == "feat: x (#3)\n\nRefs #3\n")
    #expect(try message("", template: "{{issueTitle}}") == "Work on #3\n\nRefs #3\n")
    #expect(try message("x", template: "Refs #{{issue}}\n{{issueTitle}}") == "Refs #3\nx\n")
  }
}
