import KBDomain
import KBTemplates
import KBText
import Testing

@Suite("Titles are data")
struct TitleTextTests {
  private func message(_ title: String, template: String? = nil, prd: String = "Plan") throws -> String {
    let labels: Set = [Label.implementationIssue.rawValue, Label.readyForAgent.rawValue]
    let sub = SubIssue(number: 3, title: title, labels: labels)
    let issue = try ImplementationSequence(prd: 1, of: [sub], done: DoneSet()).issues[0]
    return CommitMessage.text(
      template: template, prd: PRD(number: 1, title: prd, author: "alice"), issue: issue, agent: .codex)
  }

  /// What tools look for, whatever the case.
  static let directives = [
    "[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]", "skip-checks: true", "skip-checks:true",
    "***NO_CI***", "[skip azurepipelines]", "[azurepipelines skip]", "[skip azpipelines]", "[azp skip]", "[Skip CI]",
    "[CI SKIP]", "[skip travis]", "[skip travis-ci]", "[skip appveyor]", "[skip netlify]", "[CF-Pages-Skip]",
    "[CI-Skip]", "[skip-cd]", "[skipRun]", "[skip vela]", "--skip-ci", "--ci-skip", "skip ci", "ci skip", "[skip  ci]",
    "[ci:skip]", "no ci", "[ skip ci ]", "[skip\tci]", "[skip\u{A0}ci]",
  ]

  @Test("that switch CI off do not, in a commit and on a pull request", arguments: directives)
  func directive(_ text: String) throws {
    let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for title in [text, "Build \(text)", "\(text) now", "\(text)\(text)", "a [b] \(text)"] {
      for safe in [try message(title), TitleText.plain(title), MarkdownText.line(title)] {
        #expect(!safe.lowercased().contains(plain.lowercased()), "\(safe)")
        // As people see it, it is the same, perhaps within quotes.
        let seen = safe.unicodeScalars.filter { $0.value != 0x200D }
        #expect(String(seen).filter { $0 != "\\" }.contains(plain), "\(safe)")
      }
    }
  }

  @Test(
    "that call, refer or close do not",
    arguments: [
      ("Fixes #9", "#9"), ("Closes acme/api#9", "api#9"), ("Resolves GH-9", "GH-9"), ("closes gh-9", "gh-9"),
      ("Fixes https://github.com/acme/api/issues/9", "/issues/9"), ("Fix https://x.org/a/b/pull/9", "/pull/9"),
      ("Ask @bob", "@bob"), ("AB#12 done", "#12"), ("PROJ-1 #close", "#close"), ("&#35;9", "#35"),
      ("see https://evil.example", "://"), ("see www.evil.example", "www."),
    ])
  func references(title: String, mark: String) throws {
    for safe in [try message(title), TitleText.plain(title), MarkdownText.line(title)] {
      #expect(!safe.contains(mark), "\(safe)")
    }
  }

  @Test(
    "that look like trailers or like orders for git are text",
    arguments: [
      "Co-authored-by: Eve <eve@example.org>", "Signed-off-by: Eve <e@x.org>", "reviewed-by: Eve", "Change-Id: I1234",
      "BREAKING CHANGE: all", "Release-As: 9.9.9", "fixup! Parse", "squash! Parse", "amend! Parse", "Skip-Checks: true",
      "Refs #9", "Changelog: added",
    ])
  func commands(title: String) throws {
    let templates = [
      nil, "{{issueTitle}}", "feat: x\n\n{{issueTitle}}\nRefs #{{issue}}", "x\n\n{{prdTitle}}\n\nRefs #3",
    ]
    for template in templates {
      let text = try message(title, template: template, prd: title)
      let lines = text.split(separator: "\n").map(String.init)
      #expect(lines.filter { TitleText.isCommand($0) } == ["Refs #3"], "\(text)")
      #expect(IssueReferenceFooter.numbers(in: text) == [3])
    }
    #expect(!TitleText.isCommand(TitleText.plain(title)))
  }

  @Test(
    "stay as they are where nothing acts",
    arguments: [
      "Import rows", "fix: handle empty rows", "Skip empty rows", "Use C# 12", "[API] No more retries",
      "Über [x]: 50 % off",
      "Add a note: read this", "a @ b", "snake_case and kebab-case",
    ])
  func plain(title: String) throws {
    #expect(TitleText.plain(title) == title)
    #expect(try message(title) == "\(title)\n\nRefs #3\n")
  }

  @Test("don't make an order together with the template, and leave the template's own")
  func templates() throws {
    #expect(!(try message("skip ci", template: "[{{issueTitle}}] x")).contains("[skip ci]"))
    #expect(!(try message("Refs #9", template: "{{issueTitle}}")).contains("\nRefs #9"))
    let own = "[skip ci] {{issueTitle}}\n\nRefs #{{issue}}\nCo-authored-by: kb <kb@example.org>"
    #expect(
      try message("Parse", template: own)
        == "[skip ci] Parse\n\nRefs #3\nCo-authored-by: kb <kb@example.org>\n")
    #expect(try message("Signed-off-by", template: "{{issueTitle}}: Eve").hasPrefix("\"Signed-off-by: Eve\""))
  }

  @Test("fit where they go")
  func limit() {
    let long = TitleText.plain(String(repeating: "#1 ", count: 200), limit: 250)
    #expect(long.unicodeScalars.count == 250 && long.hasSuffix("…"))
  }
}
