import Foundation
import KBDomain
import Testing

/// Bodies as people, forms and planning tools write them.
@Suite("Acceptance criteria")
struct AcceptanceCriteriaTests {
  private func read(_ body: String) -> [String] {
    AcceptanceCriteria.read(in: body, of: 31).map { "\($0.id) \($0.text)" }
  }

  @Test(
    "are the items below a heading or label of any style",
    arguments: [
      "## Acceptance criteria\n\n- [ ] a\n- [x] b", "### Acceptance Criteria\n* a\n* b",
      "# acceptance criteria:\n+ a\n+ b",
      "## ✅ Acceptance criteria (v2)\n1. a\n2. b", "Acceptance criteria\n---\n- a\n- b",
      "**Acceptance criteria**\n\n- a\n- b",
      "**Acceptance criteria:**\n- a\n- b\n\n**Out of scope**\n- c", "Acceptance criteria:\n- a\n- b",
      "## 3. Acceptance Criteria\n1) a\n2) b",
      "## Acceptance criteria\n\nIt is done when:\n\n- a\n- b\n\nSee the plan.",
      "## Acceptance criteria\n### One\n- a\n### Two\n- b\n## Notes\n- c",
      "- x\n## Acceptance criteria\n- a\n\n<!-- - c -->\n- b\n# End\n- c", "<h3>Acceptance criteria</h3>\n\n- a\n- b",
      "## Acceptance criteria\n- a\n## Notes\n- c\n## Acceptance criteria\n- b", "## Acceptance criteria\n\na\n\nb",
      "## Acceptance criteria\n| Criterion |\n|---|\n| a |\n| b |\n\ntext",
      "## Acceptance criteria\nCriterion | \n--- | ---\na |\nb |",
      "## Acceptance criteria\r\n\r\n- [ ] a\r\n- [ ] b\r\n",
    ])
  func styles(body: String) {
    #expect(read(body) == ["#31.1 a", "#31.2 b"], "\(body)")
  }

  @Test(
    "are none where nothing says what is to be so",
    arguments: [
      "", "- a", "## Criteria\n- a", "## Acceptance criteria", "## Acceptance criteria\n\nNone",
      "## Acceptance criteria\n_No response_",
      "```\n## Acceptance criteria\n- a\n```", "> ## Acceptance criteria\n> - a",
      "<!--\n## Acceptance criteria\n- a\n-->",
      "The acceptance criteria are elsewhere.\n- a", "## Acceptance criteria\n## Notes\n- a",
      "## Acceptance criteria\n- [ ]\n- ",
    ])
  func none(body: String) {
    #expect(read(body) == [], "\(body)")
  }

  @Test("of nested lists know what is around them, and an introduction is no criterion of its own")
  func nested() {
    let body = """
      ## Acceptance criteria
      - [ ] The import rejects:
        - empty rows
          and blank ones
        - rows that are
          1. too long
          2. too short
      - [ ] It is documented

        in the manual.
      Not an item.
      """
    #expect(
      read(body) == [
        "#31.1 The import rejects: empty rows and blank ones", "#31.2 The import rejects: rows that are",
        "#31.3 The import rejects: rows that are: too long", "#31.4 The import rejects: rows that are: too short",
        "#31.5 It is documented in the manual. Not an item.",
      ])
  }

  @Test("keep code within a line, and leave out blocks of code below an item")
  func code() {
    let body = """
      ## Acceptance criteria
      1. `kb run --prd 3` ends with | and "0"
         ```sh
         - [ ] rm -rf /
         ```
      2. `- a`
      """
    #expect(read(body) == [#"#31.1 `kb run --prd 3` ends with | and "0""#, "#31.2 `- a`"])
  }

  @Test("in a table are its rows")
  func table() {
    let body = """
      ## Acceptance criteria
      | # | What | How |
      |---|:---:|---|
      | 1 | a \\| b | `make test` |
      | 2 | | by hand |

      - and an item
      """
    #expect(
      read(body) == ["#31.1 1 · a | b · `make test`", "#31.2 2 · by hand", "#31.3 and an item"])
  }

  @Test("keep their ids where one is struck out or ticked")
  func stable() {
    #expect(read("## Acceptance criteria\n- a\n- ~~b~~\n- [x] c") == ["#31.1 a", "#31.3 c"])
  }

  @Test("are safe lines of bounded length, however many there are")
  func many() {
    let items = (1...300).map { "- [ ] item \($0) \u{1b}[31m" + String(repeating: "x", count: $0 == 300 ? 9_000 : 1) }
    let found = AcceptanceCriteria.read(in: "## Acceptance criteria\n" + items.joined(separator: "\n"), of: 31)
    #expect(found.count == 300)
    #expect(found.last?.id == "#31.300")
    #expect(found.allSatisfy { $0.text.count <= 520 && !$0.text.contains("\u{1b}") })
  }

  @Test("of a PRD are those of its AFK Issues that no stranger wrote")
  func sequence() throws {
    func issue(_ number: Int, _ kind: Label) -> SubIssue {
      SubIssue(
        number: number, title: "Step", body: "## Acceptance criteria\n- a\n- b",
        labels: [Label.implementationIssue.rawValue, kind.rawValue])
    }
    var strange = issue(5, .readyForAgent)
    strange.words = IssueWords(writings: [IssueWords.Act(by: "mallory", at: Date())])
    let sequence = try ImplementationSequence(
      prd: 1, of: [issue(3, .readyForAgent), issue(4, .readyForHuman), strange], done: DoneSet(),
      owners: ["alice"])
    #expect(sequence.acceptanceCriteria.map(\.id) == ["#3.1", "#3.2"])
  }
}
