import KBDomain
import Testing

/// Bodies as people, forms and planning tools write them. #3 and #4 stand for blockers.
@Suite("Blocked by, as people write it")
struct BlockedByTests {
  private let repository = RepositoryIdentity(host: "github.com", owner: "Acme", name: "webapp")

  private func names(_ body: String) -> [String] {
    BlockedBySection.references(in: body, of: repository).map(\.description)
      + BlockedBySection.unreadable(in: body, of: repository)
  }

  @Test(
    "is a heading of any level and style, or a label",
    arguments: [
      "### Blocked by\n\n#3", "# Blocked by\n#3", "###### Blocked by\n#3", "## Blocked by #3", "## **Blocked by**\n#3",
      "## 🚧 Blocked by\n#3", "## Dependencies\n\n- #3", "## 2. Blocked by\n- #3", "## 2.1 Blocked by:\n- #3",
      "## Blocked by (issues)\n- #3", "## Blocked by other issues\n- #3", "## _Blocked by_ ##\n#3",
      "Blocked by\n---\n#3",
      "Blocked by\n==========\n\n- #3", "## `Blocked by`\n#3", "## Blocked-by\n#3", "## Depends on\n#3",
      "## Depends on #3", "## Blockers\n#3", "## Dependencies & blockers\n#3", "<h2>Blocked by</h2>\n\n- #3",
      "<details><summary>Blocked by</summary>\n\n- #3\n\n</details>", "**Blocked by:** #3", "Blocked by: #3",
      "**Blocked by**: #3", "- Blocked by #3", "* **Blocked by:** #3", "Depends on: #3", "_Depends on_ #3",
      "Blocked by #3.", "Blocked by:\n- #3", "**Blocked by**\n\n- #3\n\n**Notes**\n- #9", "**Blocked by:**\n\n- #3",
      "- [ ] Blocked by: #3", "- Blocked by:\n  - #3\n- Parent: #1", "🚧 **Blocked by**: #3", "This is blocked by #3",
      "| Field | Value |\n|---|---|\n| Blocked by | #3 |", "Blocked by: #3\nParent: #1", "BLOCKED BY: #3",
      "## Dependencies\n- Blocks: #9\n- Blocked by: #3", "## Dependencies\n### Blocked by\n- #3\n### Blocks\n- #9",
      "## Blocked by\n\n- #3\n\n---\n\n> #9", "\t## x\n## Blocked by\n#3", "## Blocked by\n- ~~#9~~\n- #3",
      "Blocked by:\n- #3\n\nSee #9 for the style.", "Blocked by: #3\n\n#9 is the parent",
      "## Blocked by\n- #3 (merge before #9)", "## Blocked by\n- Parent: #1\n- #3", "## Blocked by\n**#3**",
      "**Type:** AFK · **Blocked by:** #3 · **Blocks:** #9", "Size: S | Blocked by: #3 | Parent: #1",
      "**Blocked by:** #3<br>**Unblocks:** #9", "## Blocked by\n- #3 (part of PRD #1)", "Blocked by: None, but #3",
      "## Blocked by\nNone (after #3)", "## Blocked by\nNo dependency other than #3",
      "Text\n> Blocked by #9\n\nBlocked by #3", "Blocked by: none yet, see #0\n\n## Blocked by\n#3",
    ])
  func held(body: String) {
    #expect(names(body) == ["#3"])
    #expect(names("Intro.\n\n" + body + "\n\n# Next\n\n#8") == ["#3"])
    #expect(names(body.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")) == ["#3"])
  }

  @Test(
    "may say that nothing is in the way",
    arguments: [
      "None - can start immediately (parallel with #3)", "None. This must be merged before #3", "✅ None", "✅ None 🎉",
      "Nothing\n\n**Unblocks:** #3", "Nothing\n**Unblocks:** #3\n- #4", "None\nBlocks: #3", "_No response_", "N/A", "-",
      "None - can start immediately\n(parallel with #3)", "None.\n\nThis must be merged before #3 and #4.",
      "| None |", "Can start immediately (see #3)", "Not blocked by #3 any more", "No longer blocked by #3",
      "None (in parallel with #3, #4)", "- None\n- Unblocks: #3", "None\n\n- Related: #3", "<!-- #3 -->\n_None_",
      "Nothing blocks this.", "No known blockers", "None at this time", "No dependencies on other issues",
      "```\n#3\n```\nNone", "> #3\n\nNone", "~~#3~~", "**None**", "None,\nbut unblocks #3",
    ])
  func free(section: String) {
    #expect(names("## Blocked by\n\n\(section)\n\n## Next\n#8").isEmpty)
    #expect(names("### Depends on\n\(section)").isEmpty)
  }

  @Test(
    "is not what an example shows, or what names no blocker",
    arguments: [
      "```md\n## Blocked by\n- #3\n```", "~~~\n## Blocked by\n- #3\n~~~", "````\n```\n## Blocked by\n```\n- #3\n````",
      "    ## Blocked by\n    #3", "> ## Blocked by\n> - #3", "> Blocked by:\n#3", "<!--\n## Blocked by\n#3\n-->",
      "<!-- ## Blocked by -->\n#3", "<pre>\n## Blocked by\n#3\n</pre>", "```\nunclosed\n## Blocked by\n#3",
      "- step\n  ```\n  ## Blocked by\n  - #3\n  ```", "1. > ## Blocked by\n   > #3", "Write `Blocked by: #3` there",
      "## Not blocked by anything\n#3", "## No dependencies\n#3", "## Blocks\n- #3", "**Unblocks:** #3", "Blocks: #3",
      "Blocked by default: the user sees it, no #", "Requirements: see #3", "## Blocking\n#3", "It was blocked by #3",
      "## Unblocks #3\n- #4", "~~~ `x`\n## Blocked by\n#3\n~~~", "\tBlocked by #3", "Parent: #3", "#3", "[x]: #3",
      "## Dependencies\n- react 18\n- Node", "Depends on: left-pad ^1.0", "## Dependencies\n\n- Parent PRD: #3",
      "- [x] Blocked by #3", "```\n<!--\n```\n## Next\n- #3", "`<!--` hides\n\n## Next\n#3",
    ])
  func nothing(body: String) { #expect(names(body).isEmpty) }

  @Test(
    "names every issue of a line",
    arguments: [
      ("- #3/#4", ["#3", "#4"]), ("- #3, #4", ["#3", "#4"]), ("#3 #4 and acme/api#5", ["#3", "#4", "acme/api#5"]),
      ("#3 & #4", ["#3", "#4"]), ("#3&#4", ["#3", "#4"]), ("acme/api#5/#4", ["acme/api#5", "#4"]),
      ("GH-3 / GH-4", ["#3", "#4"]), ("- #3-#5", ["#4", "#3", "#5"]), ("(#3,#4)", ["#3", "#4"]), ("⛔#3", ["#3"]),
      ("[#3](https://github.com/acme/webapp/issues/3)", ["#3"]), ("<https://github.com/acme/webapp/pull/4>", ["#4"]),
      ("PR #3's fix", ["#3"]), ("\"#3\"", ["#3"]), ("- #3: the schema", ["#3"]), ("`#3`", ["#3"]),
      ("| #3 | API |\n|---|---|\n| #4 | UI |", ["#3", "#4"]), ("#3 requires #4", ["#3", "#4"]),
      ("None because #3 is done", ["#3"]), ("1. #3\n2. #4", ["#3", "#4"]), ("- [x] #3\n- [ ] #4", ["#3", "#4"]),
    ] as [(String, [String])])
  func several(section: String, references: [String]) {
    #expect(names("## Blocked by\n\(section)").sorted() == references.sorted())
    #expect(
      Set(names("Blocked by: \(section)")).isSuperset(of: references) || section.contains("\n")
        || section.hasPrefix("None"))
  }

  @Test(
    "holds what nobody can read, but not where the heading may be about anything else",
    arguments: [
      ("Blocked by: the design team", ["the design team"]), ("**Blocked by**\n- legal", ["legal"]),
      ("## Blocked by\n- issue 12", ["issue 12"]), ("## Blocked by\n\\#3", ["\\#3"]),
      ("## Blocked by\n#3abc", ["#3abc"]),
      ("## Blocked by\n&#35;3", ["&#35;3"]), ("## Blocked by\n?", ["?"]),
      ("## Blocked by\n**the design team**", ["**the design team**"]),
      ("## Blocked by policy\nThe copy says so.", []), ("## Depends on\nthe design team", []),
    ] as [(String, [String])])
  func unreadable(body: String, entries: [String]) { #expect(names(body) == entries) }

  @Test("is read in time that grows with the body alone", .timeLimit(.minutes(1)))
  func long() {
    let body = String(repeating: "> - a <!-- b\n```\n", count: 5_000) + "## Blocked by\n#3"
    #expect(names(body).count <= 1)
    for piece in [
      "<!-- a -->", "a <!-- b --> ", "`<!--", "#3 ", "a · Blocked by: #3 | ", "> ", "- ", "[skip ci] ", "<h2>",
    ] {
      let line = String(repeating: piece, count: 16_384 / piece.count)
      #expect(names("## Blocked by\n" + line).count <= 2)
    }
  }
}
