import Testing

@testable import Shared

@Suite("The remedy for an origin that does not answer")
struct OriginRemedyTests {
  @Test(
    "follows from what git says",
    arguments: [
      ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", "gh auth setup-git"),
      (
        "remote: Invalid username or token.\nfatal: Authentication failed for 'https://github.com/'",
        "gh auth setup-git"
      ),
      ("git@github.com: Permission denied (publickey).", "ssh-add"),
      ("Host key verification failed.", "by hand"), ("Could not resolve host: github.com", "the network"),
    ])
  func remedy(_ why: String, _ word: String) {
    let fix = ExpectedFailure.originUnreachable("list its branches", why: why).fix
    #expect(fix.contains(word) && fix.hasSuffix("git ls-remote origin"), "\(fix)")
  }
}
