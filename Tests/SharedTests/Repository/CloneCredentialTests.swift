import Testing

@testable import Shared

@Suite("A clone's git configuration")
struct CloneCredentialTests {
  private static let secret = "hunter2-hunter2"
  private static let token = "ghp_abcdefghijklmnopqrstuvwx0123456789"

  private func found(_ entries: [(String, String)]) -> [CloneCredential] {
    CloneCredential.all(in: entries.map { "\($0)\n\($1)\0" }.joined())
  }

  @Test(
    "holds no secret in names of users, paths and plain headers",
    arguments: [
      ("remote.origin.url", "git@github.com:acme/webapp.git"), ("remote.origin.url", "https://alice@github.com/a/b"),
      ("remote.origin.url", "ssh://git@github.com:22/a/b"), ("remote.origin.url", "https://alice:@github.com/a/b"),
      ("remote.origin.url", "/srv/o@r:s/b.git"), ("remote.origin.url", "https://github.com/a:b@c"),
      ("http.extraheader", "X-Trace: 1"), ("http.extraheader", ""), ("core.bare", ""),
      ("credential.helper", "!gh auth git-credential"),
      ("branch.main.merge", "refs/heads/sk-a-branch-with-a-long-name"),
      ("user.email", "a:b@example.com"),
    ])
  func plain(_ key: String, _ value: String) { #expect(found([(key, value)]).isEmpty) }

  @Test(
    "names the command that takes a secret out, without the secret",
    arguments: [
      (
        "remote.origin.url", "https://alice:\(secret)@github.com/acme/webapp.git",
        "git remote set-url origin https://github.com/acme/webapp.git && gh auth setup-git"
      ),
      (
        "remote.origin.url", "https://x-access-token:\(secret)@github.com/a/b",
        "git remote set-url origin https://github.com/a/b && gh auth setup-git"
      ),
      (
        "remote.my.fork.pushurl", "https://\(token)@github.com/a/b",
        "git remote set-url --push my.fork https://github.com/a/b && gh auth setup-git"
      ),
      ("remote.origin.url", "ssh://git:\(secret)@h/a", "git remote set-url origin ssh://git@h/a"),
      ("remote.origin.url", "ssh://\(token):\(secret)@h/a", "git config --local --edit"),
      (
        "http.https://github.com/.extraheader", "AUTHORIZATION: basic \(secret)",
        "git config --local --unset-all http.https://github.com/.extraheader"
      ),
      ("http.extraheader", "authorization : bearer \(secret)", "git config --local --unset-all http.extraheader"),
      ("http.proxy", "http://me:\(secret)@proxy:3128", "git config --local --replace-all http.proxy http://proxy:3128"),
      ("url.https://me:\(secret)@github.com/.insteadof", "gh:", "git config --local --edit"),
      ("http.https://me:\(secret)@h/.extraheader", "X-Trace: 1", "git config --local --edit"),
      (
        "credential.helper", "!f() { echo password=\(token); }; f",
        "git config --local --unset-all credential.helper"
      ),
    ])
  func remedy(_ key: String, _ value: String, _ remedy: String) throws {
    let credentials = found([("core.bare", "false"), (key, value)])
    #expect(credentials.count == 1)
    let failure = ExpectedFailure.credentialInClone(credentials)
    #expect(failure.fix == remedy)
    for text in [failure.what, failure.why ?? "", failure.fix] {
      #expect(!text.contains(Self.secret) && !text.contains(Self.token), "\(text)")
    }
  }

  @Test("is mended by one line for all that is in it")
  func several() {
    let credentials = found([
      ("remote.origin.url", "https://a:b@github.com/a/b"), ("remote.fork.url", "https://a:b@github.com/c/b"),
      ("http.extraheader", "Authorization: basic YTpi"), ("http.extraheader", "Authorization: basic Yzpk"),
    ])
    #expect(credentials.map(\.key) == ["remote.origin.url", "remote.fork.url", "http.extraheader"])
    #expect(
      CloneCredential.remedy(for: credentials)
        == "git remote set-url origin https://github.com/a/b && git remote set-url fork https://github.com/c/b"
        + " && git config --local --unset-all http.extraheader && gh auth setup-git")
  }
}
