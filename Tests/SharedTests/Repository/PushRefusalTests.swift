import Testing
@testable import KBFailures
@testable import KBRepository

/// Texts as GitHub and git print them; where they come from stands beside the rows of `PushRefusal`.
@Suite("A push that origin refused")
struct PushRefusalTests {
  private func refusal(_ status: String, _ remote: [String]) -> PushRefusal {
    let output = "To https://github.com/acme/webapp.git\n!\tabc:refs/heads/krutrimbox/prd-1\t\(status)\nDone\n"
    let errors =
      remote.map { "remote: \($0)        \n" }.joined() + "error: failed to push some refs to 'https://github.com'\n"
    return PushRefusal(
      output: status.isEmpty ? "" : output, errors: errors, branch: "krutrimbox/prd-1", host: "github.com")
  }

  private static let rules = "[remote rejected] (push declined due to repository rule violations)"
  private static let violation = "error: GH013: Repository rule violations found for refs/heads/krutrimbox/prd-1."

  @Test(
    "wants a right, and the same commit is pushed when that is there",
    arguments: [
      (
        "[remote rejected] (refusing to allow an OAuth App to create or update workflow `.github/workflows/ci.yml` without "
          + "`workflow` scope)", [], FailureCode.workflowScopeMissing, "gh auth refresh -h github.com -s workflow"
      ),
      (
        "[remote rejected] (refusing to allow a Personal Access Token to create or update workflow "
          + "`.github/workflows/ci.yml` without `workflow` scope)", [], .workflowScopeMissing,
        "https://github.com/settings/tokens"
      ),
      (
        "[remote rejected] (refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without "
          + "`workflows` permission)", [], .workflowScopeMissing, "the permission Workflows"
      ),
      (
        "[remote rejected] (protected branch hook declined)",
        ["error: GH006: Protected branch update failed for refs/heads/krutrimbox/prd-1."], .pushRejected,
        "gh ruleset check"
      ),
      (
        rules, [violation, "", "- Commits must have verified signatures.", "  Found 1 violation:"], .pushRejected,
        "krutrimbox/**"
      ),
      (
        rules, [violation, "", "- Cannot create ref due to creations being restricted."], .pushRejected, "krutrimbox/**"
      ),
      (
        "[remote rejected] (failed to update ref)",
        [
          "error: cannot lock ref 'refs/heads/krutrimbox/prd-1': 'refs/heads/krutrimbox' exists; cannot create "
            + "'refs/heads/krutrimbox/prd-1'"
        ], .branchInTheWay, "rename the branch"
      ),
      ("[remote rejected] (pre-receive hook declined)", ["house rules say no"], .pushRejected, "gh ruleset check"),
    ] as [(String, [String], FailureCode, String)])
  func rights(_ status: String, _ remote: [String], _ code: FailureCode, _ fix: String) {
    let found = refusal(status, remote)
    #expect(found.kind == .rights && found.code == code)
    #expect(found.failure("krutrimbox/prd-1").fix.contains(fix), "\(found)")
  }

  @Test(
    "for what is in the commit has it taken back",
    arguments: [
      (
        "[remote rejected] (pre-receive hook declined)",
        [
          "error: File status check is 120.00 MB; this exceeds GitHub's file size limit of 100.00 MB",
          "error: GH001: Large files detected. You may want to try Git Large File Storage - https://git-lfs.github.com.",
        ]
      ),
      (rules, [violation, "", "- GITHUB PUSH PROTECTION", "  ————————", "    - Push cannot contain secrets"]),
      (
        rules,
        [
          violation, "", "- Cannot update restricted file paths.",
          "- Commit message must match a given regex pattern: ^f",
        ]
      ),
      (rules, protection("k8s/deployments/api.yaml:12")), (rules, protection("docs/waiting for results.md:1")),
      (rules, [violation, "- Push cannot contain secrets", "locations: src/status check/branch name must.ts:1"]),
      (
        rules,
        [violation, "- Commits must have verified signatures.", "- Push cannot contain secrets", "path: a.txt:1"]
      ),
      (rules, [violation, "", "- File path length must not exceed 200 characters."]),
      ("[remote rejected] (unpacker error)", ["fatal: pack exceeds maximum allowed size"]),
      ("", ["error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413"]),
    ] as [(String, [String])])
  func content(_ status: String, _ remote: [String]) {
    let found = refusal(status, remote)
    #expect(found.kind == .content && found.code == .pushContentRefused, "\(found)")
  }

  @Test(
    "for who made the commit or for its message wants a new one of the same work",
    arguments: [
      (
        "[remote rejected] (push declined due to email privacy restrictions)",
        [
          "error: GH007: Your push would publish a private email address.",
          "You can make your email public at https://github.com/settings/emails",
        ],
        FailureCode.pushIdentityRefused, "https://github.com/settings/emails"
      ),
      (
        rules, [violation, "", "- Commit author email address must end with a matching pattern: @acme.com"],
        .pushIdentityRefused, "user.email"
      ),
      (
        rules, [violation, "", "- Committer email address must end with a matching pattern: @acme.com"],
        .pushIdentityRefused, "user.email"
      ),
      (
        rules, [violation, "", "- Commit message must match a given regex pattern: ^(feat|fix):"], .pushMessageRefused,
        "commitMessage"
      ),
      (
        "[remote rejected] (pre-receive hook declined)", ["Commit message does not name a ticket"], .pushMessageRefused,
        "commitMessage"
      ),
    ] as [(String, [String], FailureCode, String)])
  func commit(_ status: String, _ remote: [String], _ code: FailureCode, _ fix: String) {
    let found = refusal(status, remote)
    #expect(found.kind == .message && found.code == code, "\(found)")
    #expect(found.failure("krutrimbox/prd-1").fix.contains(fix))
  }

  @Test(
    "because something broke is tried again",
    arguments: [
      ("[remote rejected] (Internal Server Error)", []), ("[remote failure] (remote failed to report status)", []),
      ("[remote rejected] (failure)", ["fatal error in commit_refs"]), ("[remote rejected] (unpacker error)", []),
      (
        "[remote rejected] (failed to update ref)",
        ["error: cannot lock ref 'refs/heads/x': Unable to create '/srv/x.git/refs/heads/x.lock': File exists."]
      ),
      (
        "[remote rejected] (failed to update ref)",
        ["error: cannot lock ref 'refs/heads/x': is at aaa but expected bbb"]
      ),
    ] as [(String, [String])])
  func passing(_ status: String, _ remote: [String]) {
    let failure = refusal(status, remote).failure("krutrimbox/prd-1")
    #expect(failure.code == .originUnreachable && failure.failureClass == .forgeUnavailable)
  }

  @Test("shows first the line of the server that says why, then the others, and no advice of git's")
  func lines() {
    let found = refusal(
      Self.rules,
      [
        violation, "Review all repository rules at https://github.com/acme/webapp/rules", "",
        "- Commit message must match: ^f", "",
      ])
    #expect(
      found.why == """
        - Commit message must match: ^f
        \(Self.violation)
        Review all repository rules at https://github.com/acme/webapp/rules
        \(Self.rules)
        """)
    #expect(refusal("[remote rejected] (refusing to allow)", []).why == "[remote rejected] (refusing to allow)")
  }

  @Test("is known behind a banner of any length, in lines that begin like git's own words, and not by warnings")
  func banner() {
    let banner = (1...30).map { "Welcome to the forge of Acme, line \($0)" }
    let said = "error: GH007: Your push would publish a private email address."
    let long = refusal("[remote rejected] (pre-receive hook declined)", banner + [said])
    #expect(long.code == .pushIdentityRefused && long.why.hasPrefix(said))
    #expect(long.why.split(separator: "\n").count == 12)
    for start in ["To ", "From ", "Total ", "Done: ", "hint: ", "warning: "] {
      let found = refusal("[remote rejected] (pre-receive hook declined)", [start + "commit message names no ticket"])
      #expect(found.code == .pushMessageRefused && found.why.hasPrefix(start), "\(found)")
    }
    let warned = refusal(
      "[remote rejected] (protected branch hook declined)",
      ["warning: File a.bin is 60.00 MB; this is larger than", "warning: GH001: Large files detected."])
    #expect(warned.kind == .rights)
    let quoted = refusal("[remote rejected] (no leave for `gh001: commit message.yml`)", [])
    #expect(quoted.kind == .rights)
  }

  @Test("shows what is in the commit, and where, right after the line that says why")
  func places() {
    let lines = refusal(Self.rules, Self.protection("a.txt:1")).why.split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "- Push cannot contain secrets", "—— GitHub Personal Access Token ——", "- commit: 6ea0d26", "path: a.txt:1",
        Self.violation, "- GITHUB PUSH PROTECTION", "Resolve the following violations before pushing again",
        "(?) Learn how to resolve a blocked push", "https://docs.github.com/push-protection", "locations:",
        "(?) To push, remove secret from commit(s)", Self.rules,
      ])
    let bare = refusal(
      Self.rules, [violation, "- Push cannot contain secrets", "- GitHub Personal Access Token", "locations: a.txt:1"])
    #expect(
      bare.why.hasPrefix("- Push cannot contain secrets\n- GitHub Personal Access Token\nlocations: a.txt:1\n"))
  }

  @Test("names remedies that work in a clone with an address of its own, or of one branch only")
  func clones() {
    let privacy = refusal("[remote rejected] (pre-receive hook declined)", ["error: GH007: private"])
    #expect(privacy.fix.contains("git config user.email "))
    let author = refusal(Self.rules, ["- Committer email must end with: @acme.com"])
    #expect(author.fix.contains("git config user.email ") && !(author.fix + privacy.fix).contains("--global"))
    let inTheWay = refusal("[remote rejected] (failed)", ["'refs/heads/krutrimbox' exists; cannot create 'x'"])
    let known = ExpectedFailure.branchInTheWay("krutrimbox", of: "krutrimbox/…")
    for (fix, name) in [(inTheWay.fix, "IT"), (known.fix, "krutrimbox")] {
      let typed =
        "git fetch origin refs/heads/\(name) && git push origin FETCH_HEAD:refs/heads/OTHER :refs/heads/\(name)"
      #expect(fix.contains(typed), "\(fix)")
    }
  }

  /// docs.github.com, "Working with push protection from the command line".
  private static func protection(_ path: String) -> [String] {
    [
      violation, "", "- GITHUB PUSH PROTECTION", "  ——————————",
      "    Resolve the following violations before pushing again",
      "", "    - Push cannot contain secrets", "", "     (?) Learn how to resolve a blocked push",
      "     https://docs.github.com/push-protection", "", "      —— GitHub Personal Access Token ——",
      "       locations:",
      "         - commit: 6ea0d26", "           path: \(path)", "", "       (?) To push, remove secret from commit(s)",
    ]
  }

  private var violation: String { Self.violation }
}

@Suite("The words of a commit")
struct CommitWordsTests {
  private func raw(_ author: String, _ time: Int, _ message: String, tree: String = "aaa") -> String {
    "tree \(tree)\nparent bbb\nauthor \(author) \(time) +0200\ncommitter Bob <b@example.com> \(time) +0000\n\n\(message)"
  }

  @Test("are the same whenever it was made, and differ by author and message")
  func same() throws {
    let first = try #require(CommitWords(raw("Al > Ice <a@example.com>", 1, "One\n\nRefs #3\n")))
    #expect(first.author == "Al > Ice <a@example.com>" && first.message == "One\n\nRefs #3\n")
    #expect(first == CommitWords(raw("Al > Ice <a@example.com>", 99, "One\n\nRefs #3\n", tree: "ccc")))
    #expect(first != CommitWords(raw("Al > Ice <other@example.com>", 1, "One\n\nRefs #3\n")))
    #expect(first != CommitWords(raw("Al > Ice <a@example.com>", 1, "feat: One\n\nRefs #3\n")))
    #expect(CommitWords("blob") == nil)
  }
}
