import Testing
@testable import KBDomain
@testable import KBForges

@Suite("The identity of a repository without a forge")
struct LocalIdentityTests {
  private func identity(_ address: String) -> RepositoryIdentity { LocalOrigin.identity(of: address, checkout: "/c") }

  @Test("is the same for all ways to write an address")
  func sameWays() {
    let first = identity("git@Example.com:acme/webapp.git")
    for address in ["ssh://git@example.com:22/acme/webapp", "https://me:pw@example.com/acme/webapp.git/"] {
      #expect(identity(address) == first)
    }
    #expect(first.description.hasPrefix("acme/webapp-"))
    #expect(identity("git@example.org:acme/webapp.git") != first)
  }

  @Test("is made of plain names")
  func madePlain() {
    for address in ["/", "x", "", "/srv/Ž š/$(x).git", "\n", "C:/x/y"] {
      let text = identity(address).key.joined()
      #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }, "\(address)")
    }
  }

  @Test("reads closing keywords as GitHub does")
  func readsClosing() {
    #expect(
      ClosingKeyword.numbers(in: "Closes #1\nfixes: #2, resolved #30. See #4; closes 5, closing #6") == [1, 2, 30])
  }

  @Test("gives each branch its own pull request number")
  func givesBranch() {
    #expect(LocalPullRequest.number(of: "krutrimbox/prd-12") == 100_012)
    for branch in ["krutrimbox/prd-012", "krutrimbox/prd-0", "krutrimbox/prd-x", "krutrimbox/prd-100000", "main"] {
      #expect(LocalPullRequest.number(of: branch) >= 200_000)
    }
  }
}
