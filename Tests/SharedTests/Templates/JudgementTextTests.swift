import KBDomain
import KBTemplates
import Testing

@Suite("The comment on a final review")
struct JudgementTextTests {
  private func text(
    _ criteria: [JudgedCriterion], _ findings: [ReviewFinding] = [], tip: String = "abcdef0123456789",
    page: String? = "https://github.com/acme/webapp"
  ) -> String {
    JudgementText(
      Judgement(head: "abcdef0123456789", criteria: criteria, findings: findings, summary: "All *good*, @bob."),
      tip: tip,
      agent: .claude, page: page
    ) {
      $0.split(separator: "/home/alice", omittingEmptySubsequences: false).joined(separator: "~")
    }.markdown
  }

  private func criterion(_ number: Int, _ text: String = "Rejects a | b") -> AcceptanceCriterion {
    AcceptanceCriterion(id: "#3.\(number)", text: text)
  }

  @Test("lists what is unmet first, then what a person must check, then what is met with a link to its line")
  func table() {
    let text = text([
      JudgedCriterion(criterion(1), .met, path: "src/a b#.txt", line: 12, quote: "x"),
      JudgedCriterion(criterion(2), .cannotTell, why: "look in /home/alice/x"),
      JudgedCriterion(criterion(3), .unmet, why: "<b>nothing</b> Fixes #7"),
    ])
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(text.contains("**Acceptance criteria: 1 unmet, 1 to check by hand, 1 met**"))
    #expect(rows.map { $0.prefix(8) } == ["| `#3.3`", "| `#3.2`", "| `#3.1`"])
    #expect(
      rows[2].hasSuffix(
        "| met | [`src/a b#.txt:12`](https://github.com/acme/webapp/blob/abcdef0123456789/src/a%20b%23.txt#L12) |"),
      "\(rows[2])")
    #expect(rows[2].contains("Rejects a \\| b"))
    #expect(rows[1].contains("~/x") && rows[0].contains("&lt;b&gt;") && !rows[0].contains("Fixes #7"))
    #expect(text.contains("Nobody has checked what is marked") && text.contains("the word of claude alone"))
    #expect(!text.contains("@bob"))
  }

  @Test("has no link where files have no page, and names the commit where that is not the tip")
  func places() {
    let met = JudgedCriterion(criterion(1), .met, path: "a.txt", line: 2)
    #expect(text([met], page: nil).contains("| met | `a.txt:2` |"))
    #expect(text([met], tip: "fedcba9876543210").contains("git diff abcdef012345 fedcba987654"))
  }

  @Test("says of each finding what krutrimbox has seen of it, and of no criteria that nothing was judged one by one")
  func findings() {
    let text = text(
      [],
      [
        ReviewFinding(.blocker, path: "a.txt", line: 1, why: "wrong", repro: "make x", isProven: true),
        ReviewFinding(.blocker, why: "odd", repro: "make y", isProven: false, output: "it succeeds"),
        ReviewFinding(.major, why: "word"),
      ])
    #expect(text.contains("#L1): wrong (krutrimbox ran `make x` and saw it fail)"))
    #expect(text.contains("- **blocker**: odd (`make y`: it succeeds)"))
    #expect(text.contains("- **major**: word\n"))
    #expect(text.contains("nothing was judged one by one") && text.contains("is advice"))
    #expect(self.text([]).contains("**Findings:** none"))
  }

  @Test("of 300 criteria and 50 findings fits into a comment, and says how much is left out")
  func large() {
    let long = String(repeating: "ä|", count: 250)
    let text = text(
      (1...300).map { JudgedCriterion(criterion($0, long), .cannotTell, why: long) },
      (1...50).map { _ in ReviewFinding(.major, path: "a.txt", line: 1, why: long, repro: long) })
    #expect(text.unicodeScalars.count < 60_000)
    #expect(text.contains("more criteria are not shown") && text.contains("- and "))
  }

  @Test("that was not in the form is prose, with a word on that")
  func unread() {
    let text = JudgementText(
      Judgement(head: "a", criteria: [], findings: [], summary: "Ship it.", isUnread: true), tip: "a", agent: .codex,
      page: nil
    ) { $0 }.markdown
    #expect(text.hasSuffix("Ship it.") && text.contains("not in the form"))
  }
}
