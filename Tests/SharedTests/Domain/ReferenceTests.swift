import Shared
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
      ("### Blocked by\n#3", []),
      ("## Blocked by\n### Because\n#3", ["#3"]),
      ("## Blocked by\n#0 #x # https://example.com/acme/webapp/issues/3", []),
      ("no section #3", []),
    ] as [(String, [String])])
  func blockedBy(body: String, references: [String]) {
    #expect(BlockedBySection.references(in: body, of: repository).map(\.description) == references)
  }
}
