import KBDomain
import Testing

@Suite("References to issues")
struct ReferenceTests {
  @Test(
    "a footer is a line that is exactly Refs #n",
    arguments: [
      ("Refs #12", [12]), ("a\n\nRefs #12\nRefs #7\n", [7, 12]), ("see Refs #12", []), ("Refs #12.", []),
      ("refs #12", []),
      ("Refs #0", []), ("Refs #-3", []), ("Refs #012", []), ("Refs #12\r\nRefs #13", [12, 13]), (" Refs #12", []),
      ("Refs #1２", []),
    ] as [(String, Set<Int>)])
  func footers(text: String, numbers: Set<Int>) {
    #expect(IssueReferenceFooter.numbers(in: text) == numbers)
  }

  private let repository = RepositoryIdentity(host: "github.com", owner: "Acme", name: "webapp")

  @Test(
    "the section Blocked by names issues in every usual form",
    arguments: [
      ("## Blocked by\n- #3\n- #4", ["#3", "#4"]),
      ("## Blocked by\nNone", []),
      ("Text #9\n## Blocked by:\n* [ ] #3, #3 and acme/api#5\n## Next\n#8", ["#3", "acme/api#5"]),
      ("## blocked BY\nhttps://github.com/acme/webapp/issues/12", ["#12"]),
      ("## Blocked by\nhttps://github.com/other/repo/issues/12#issuecomment-1", ["other/repo#12"]),
      ("## Blocked by\nACME/WebApp#4", ["#4"]),
      ("## Blocked by\r\n- #3\r\n", ["#3"]),
      ("### Blocked by\n#3", ["#3"]),
      ("## Blocked by\n### Because\n#3", ["#3"]),
      ("## Blocked by\n#0 #x # https://example.com/acme/webapp/issues/3", []),
      ("no section #3", []),
      ("## Blocked by\n- GH-12\n- gh-13.\n- GH-x, GH-, xGH-5", ["#12", "#13"]),
      ("## Blocked by\n<!-- such as\n#3 -->\n- #4 <!-- #5", ["#4"]),
    ] as [(String, [String])])
  func blockedBy(body: String, references: [String]) {
    #expect(BlockedBySection.references(in: body, of: repository).map(\.description) == references)
  }

  @Test(
    "the section Blocked by holds what names no issue",
    arguments: [
      ("the design team", ["the design team"]),
      ("- #3\n- the design team", ["the design team"]),
      ("- https://example.com/acme/webapp/issues/3", ["https://example.com/acme/webapp/issues/3"]),
      ("1. Legal\n2) #4", ["Legal"]),
      ("* [ ] sign-off\n* [x] budget\n* [ ] GH-4", ["sign-off"]),
      ("- the schema,\n  see #3\n- the words\nof Bob", ["the words of Bob"]),
      ("- Backend\n  - #12\n  - Bob", []),
      ("#12\nthe design team", ["the design team"]),
      ("It needs the schema\nof #12 first.", []),
      ("These come first:\n\n- #3\n\nThey are small.", []),
      ("The schema.\n\n---\nMade by a form", ["The schema."]),
      ("- 12", ["12"]),
      ("- a\u{1B}b " + String(repeating: "x", count: 90), ["a\\u{1b}b " + String(repeating: "x", count: 70) + "…"]),
    ] as [(String, [String])])
  func unreadable(section: String, entries: [String]) {
    let body = "Text\n## Blocked by\n\n\(section)\n\n## Next\nthe cook"
    #expect(BlockedBySection.unreadable(in: body, of: repository) == entries)
  }

  @Test(
    "the section Blocked by may say that nothing is in the way",
    arguments: [
      "", "None", "none.", "- None", "* nothing", "-", "- —", "n/a", "N/A", "NA", "no", "_No response_", "**None**",
      "None - can start immediately", "None (can start at once).", "None, see #0", "Nothing: go on", "No blockers",
      "<!-- the design team -->", "<!-- a\nb -->\nNone", "None yet",
    ])
  func nothing(section: String) {
    #expect(BlockedBySection.unreadable(in: "## Blocked by\n\(section)", of: repository).isEmpty)
    #expect(BlockedBySection.unreadable(in: section, of: repository).isEmpty)
  }

  @Test("words that only begin like that are an entry", arguments: ["No design", "Nonesuch", "None of it is drawn"])
  func something(section: String) {
    #expect(BlockedBySection.unreadable(in: "## Blocked by\n\(section)", of: repository) == [section])
  }
}
