import KBDomain
import KBFailures
import KBText
import Testing

@Suite("Names")
struct FactoryNamesTests {
  @Test(
    "SHA-256 agrees with the standard's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
    ])
  func sha256(text: String, hex: String) {
    #expect(SHA256.hex(of: text) == hex)
  }

  @Test("a sandbox's name says PRD, repository and agent")
  func sandbox() {
    let repository = RepositoryIdentity(host: "github.com", owner: "Acme", name: "Web.App")
    let name = FactoryNames.sandbox(prd: 12, repository: repository, agent: .codex)
    #expect(name == "krutrimbox-prd-12-acme-web-app-\(SHA256.hex(of: "acme/web.app").prefix(8))-codex")
  }

  @Test(
    "a sandbox's name has at most 63 characters that sbx takes, and differs by repository",
    arguments: [
      "x", String(repeating: "long-", count: 20), "--", "…", "a.b_c",
    ])
  func limits(name: String) {
    let one = RepositoryIdentity(host: "github.com", owner: "o", name: name)
    let other = RepositoryIdentity(host: "github.com", owner: "o", name: name + "2")
    for agent in AgentName.allCases {
      let text = FactoryNames.sandbox(prd: 123_456, repository: one, agent: agent)
      #expect(text.count <= 63)
      #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
      #expect(!text.contains("--"))
      #expect(text != FactoryNames.sandbox(prd: 123_456, repository: other, agent: agent))
    }
  }

  @Test(
    "who may be worked for",
    arguments: [
      (PRD(number: 1, title: "", author: "Alice"), Eligibility.eligible),
      (PRD(number: 1, title: "", author: "bob"), .notOwned(author: "bob")),
      (PRD(number: 1, title: "", author: nil), .notOwned(author: nil)),
      (PRD(number: 1, title: "", author: "alice", isOpen: false), .closed),
      (PRD(number: 1, title: "", author: "alice", labels: ["PRD"]), .missingLabels(["ready-for-agent"])),
      (PRD(number: 1, title: "", author: "alice", parent: "#4"), .hasParent("#4")),
      (PRD(number: 1, title: "", author: "alice", labels: ["PRD-sub-issue"], parent: "#4"), .hasParent("#4")),
      (PRD(number: 1, title: "", author: "alice", isOpen: false, parent: "#4"), .hasParent("#4")),
    ])
  func eligibility(prd: PRD, expected: Eligibility) {
    #expect(Eligibility(of: prd, owners: ["alice"]) == expected)
    #expect((expected.failure(for: 1, owners: ["alice"]) == nil) == (expected == .eligible))
  }

  @Test("who is an issue of a PRD is told which PRD to run; what lacks labels, which ones")
  func eligibilityTexts() {
    func failure(_ eligibility: Eligibility) -> ExpectedFailure? { eligibility.failure(for: 2, owners: []) }
    #expect(failure(.hasParent("#1"))?.fix.hasPrefix("kb run --prd 1;") == true)
    #expect(failure(.hasParent("o/r#1"))?.fix.contains("o/r#1") == true)
    #expect(failure(.hasParent("o/r#1"))?.fix.contains("--prd") == false)
    #expect(failure(.missingLabels(["PRD"]))?.what.contains("its label PRD is missing") == true)
    #expect(failure(.missingLabels(["PRD", "x"]))?.what.contains("its labels PRD, x are missing") == true)
    #expect(Eligibility.missingLabels(["PRD", "x"]).reason(owners: []) == "labels PRD, x are missing")
  }
}
