import Testing
@testable import KBFailures
@testable import KBRepository

/// Texts as git, curl, ssh and GitHub print them. Sources: git's http.c, remote-curl.c, connect.c; OpenSSH's sshconnect.c
/// and kex.c; desktop/desktop#13637 and #9055 (SAML); ministryofjustice/operations-engineering#4904 (SAML, gh's login);
/// greenkeeperio/greenkeeper-lockfile#103 (deploy key); trilbymedia/grav-plugin-git-sync#195 (no right to push).
@Suite("An origin that does not answer")
struct OriginTroubleTests {
  @Test(
    "comes back by itself after an outage",
    arguments: [
      "fatal: unable to access 'https://github.com/acme/webapp.git/': The requested URL returned error: 503",
      "fatal: unable to access 'https://github.com/acme/webapp.git/': The requested URL returned error: 429",
      "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\nfatal: expected flush after ref listing",
      "error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly: CANCEL (err 8)\nfatal: early EOF",
      "fatal: unable to access 'https://github.com/': Recv failure: Connection reset by peer",
      "fatal: unable to access 'https://github.com/': Failed to connect to github.com port 443 after 130 ms: Couldn't connect to server",
      "fatal: unable to access 'https://github.com/': GnuTLS recv error (-110): The TLS connection was non-properly terminated.",
      "fatal: unable to access 'https://github.com/': OpenSSL SSL_read: SSL_ERROR_SYSCALL, errno 0",
      "kex_exchange_identification: Connection closed by remote host\nConnection closed by 140.82.121.4 port 22\nfatal: Could not read from remote repository.",
      "ssh: connect to host github.com port 22: Connection timed out\nfatal: Could not read from remote repository.",
      "ssh: Could not resolve hostname github.com: Temporary failure in name resolution",
      "Connection to github.com closed by remote host.\nfatal: the remote end hung up unexpectedly",
      "it took longer than 300 s",
    ])
  func passing(_ words: String) {
    #expect(OriginTrouble.of(words) == .passing)
  }

  @Test(
    "may never come back where nobody knows its host",
    arguments: [
      "fatal: unable to access 'https://githib.com/': Could not resolve host: githib.com",
      "ssh: Could not resolve hostname githib.com: Name or service not known\nfatal: Could not read from remote repository.",
      "ssh: Could not resolve hostname githib.com: nodename nor servname provided, or not known",
    ])
  func unresolved(_ words: String) {
    #expect(OriginTrouble.of(words) == .unresolved)
  }

  @Test(
    "must be mended where it refuses, and the remedy is that of git's words",
    arguments: [
      ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", "gh auth setup-git"),
      (
        "remote: Invalid username or token.\nfatal: Authentication failed for 'https://github.com/'",
        "gh auth setup-git"
      ),
      ("git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.", "ssh-add"),
      ("Host key verification failed.\nfatal: Could not read from remote repository.", "by hand"),
      ("remote: Repository not found.\nfatal: repository 'https://github.com/acme/webapp.git/' not found", "hidden"),
      ("ERROR: Repository not found.\nfatal: Could not read from remote repository.", "hidden"),
      ("fatal: '/nowhere.git' does not appear to be a git repository", "set-url"),
      ("git: 'remote-htps' is not a git command. See 'git --help'.", "set-url"),
      (
        "remote: Permission to acme/webapp.git denied to alice.\nfatal: unable to access "
          + "'https://github.com/acme/webapp.git/': The requested URL returned error: 403", "right to push"
      ),
      (
        "remote: This repository was archived so it is read-only.\nfatal: unable to access "
          + "'https://github.com/acme/webapp.git/': The requested URL returned error: 403", "archived"
      ),
      ("ERROR: The key you are authenticating with has been marked as read only.", "deploy-key"),
      (
        "remote: The 'acme' organization has enabled or enforced SAML SSO.\nremote: To access this repository, you must "
          + "re-authorize the OAuth Application 'GitHub CLI'.\nfatal: unable to access 'https://github.com/acme/webapp.git/':"
          + " The requested URL returned error: 403", "gh auth refresh"
      ),
      ("fatal: detected dubious ownership in repository at '/srv/git/webapp.git'", "safe.directory"),
      (
        "fatal: unable to access 'https://github.com/': SSL certificate problem: unable to get local issuer certificate",
        "certificate"
      ),
    ])
  func refused(_ words: String, _ remedy: String) {
    let failure = ExpectedFailure.originFailed("list its branches", why: words)
    #expect(failure.code == .originRefused && failure.failureClass == .forgeRefused)
    #expect(failure.fix.contains(remedy) && failure.fix.hasSuffix("git ls-remote origin"), "\(failure.fix)")
  }

  @Test("is told by the line that says why behind a banner of any length")
  func banner() {
    let errors = (1...20).map { "remote: Welcome to the forge of Acme, line \($0)\n" }.joined()
    let why = "fatal: unable to access 'https://github.com/': The requested URL returned error: 503"
    let told = GitWords.telling(errors + why)
    #expect(told.first == why && told.count == 12)
    #expect(OriginTrouble.of(told.joined(separator: "\n")) == .passing)
  }

  @Test("shows the lines of the other side that say why first, without git's advice and progress")
  func words() {
    let errors = """
      Enumerating objects: 5, done.
      warning: redirecting to https://github.com/acme/webapp.git/
      remote: Resolving deltas: 100% (1/1), completed with 1 local object.\u{20}\u{20}
      remote: error: GH013: Repository rule violations found for refs/heads/krutrimbox/prd-1.        \nremote:         \nremote: —————————————
      remote: - Commits must have verified signatures.\u{1B}[31m
      To github.com:acme/webapp.git
      error: failed to push some refs to 'github.com:acme/webapp.git'
      fatal: the remote end hung up unexpectedly
      """
    #expect(
      GitWords.telling(errors).map { String($0.prefix(20)) } == [
        "error: GH013: Reposi", "- Commits must have ", "fatal: the remote en",
      ])
  }
}
