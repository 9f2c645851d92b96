package import KBFailures
import KBText

/// Why origin did not take a push, and what follows from that: one table of what git and GitHub print. Pure.
///
/// Sources: docs.github.com, "Troubleshooting rules", "Available rules for rulesets", "Creating rulesets" (push rules),
/// "About large files", "Blocking command line pushes that expose your personal email address", "Working with push
/// protection"; desktop/dugite's lib/errors.ts (GH001 to GH007); git-lfs/git-lfs#3231 and #4787 (GH008, GH009); git's
/// receive-pack.c, index-pack.c, refs.c and send-pack.c; issues stand beside their row.
package struct PushRefusal: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    /// What is in the commit: it is taken back, and the next session is told.
    case content
    /// Its message, author or committer: the same tree gets a new commit once those have changed.
    case message
    /// What the operator or the repository allows: the same commit is pushed when that has changed.
    case rights
    /// Something broke at origin: the same push may succeed later.
    case passing
  }

  package let kind: Kind
  package let code: FailureCode
  /// The lines of the server that say why, the most telling one first.
  package let why: String
  let fix: String

  /// By what `git push --porcelain` printed about `branch`. `host` is the forge's, for the pages that it names.
  package init(output: String, errors: String, branch: String, host: String) {
    let words = GitWords.lines(errors)
    // `!<TAB>from:to<TAB>[remote rejected] (reason)`
    let status = output.split(separator: "\n").first { $0.hasPrefix("!") }?.split(separator: "\t").last
    let last = [status.map { SafeText.line(String($0)) }].compactMap { $0 }
    let found = Self.find(in: (words + last).map(RefusalLine.init))
    let row = found?.row ?? Self.unknown
    kind = row.kind
    code = row.code
    fix = row.fix.replacing("BRANCH", with: branch).replacing("HOST", with: host)
    why = GitWords.shown(RefusalLine.ordered(words, telling: found?.line) + last.filter { $0 != found?.line })
      .joined(separator: "\n")
  }

  /// The failure of a push to `branch`.
  package func failure(_ branch: String) -> ExpectedFailure {
    if kind == .passing { return .originUnreachable("take \(branch)", why: why) }
    return ExpectedFailure(code, "origin refused the push to \(branch).", why: why, fix: fix)
  }

  private struct Row: Sendable {
    let signs: [String]
    /// Such as count in the lines of GitHub's rules only, since they are words of many texts.
    var ruleSigns: [String] = []
    let kind: Kind
    let code: FailureCode
    let fix: String
  }

  /// The first row that has a sign in a line, with the line. A warning counts where nothing else does.
  private static func find(in lines: [RefusalLine]) -> (row: Row, line: String)? {
    find(lines.filter { !$0.isWarning }) ?? find(lines.filter(\.isWarning))
  }

  private static func find(_ lines: [RefusalLine]) -> (row: Row, line: String)? {
    for row in rows {
      for sign in row.signs {
        if let line = lines.first(where: { $0.words.contains(sign) }) { return (row, line.text) }
      }
      for sign in row.ruleSigns {
        if let line = lines.first(where: { $0.isRule && $0.words.contains(sign) }) { return (row, line.text) }
      }
    }
    return nil
  }

  private static let rights =
    "see your rights (gh repo view --json viewerPermission) and the rules of the branch (gh ruleset check BRANCH), "
    + "and leave krutrimbox/** out of them; then: kb run"
  private static let anew = "run again: a new session does the issue again, and its prompt says what origin refused"
  private static let sameWork = "; then: kb run makes a new commit of the same work, without a session"

  private static let unknown = Row(signs: [], kind: .rights, code: .pushRejected, fix: rights)

  /// In the order in which they count: what names its code, or says in GitHub's own phrase that it is about content, before
  /// what is only similar; then rights before what makes a commit anew.
  private static let rows = [
    // facebook/sapling#787 (OAuth App), kbrashears5/github-action-file-sync#18 (token).
    Row(
      signs: ["refusing to allow an oauth app to create or update workflow"], kind: .rights,
      code: .workflowScopeMissing,
      fix: "gh auth refresh -h HOST -s workflow && gh auth setup-git, then: kb run"),
    Row(
      signs: ["refusing to allow a personal access token to create or update workflow"], kind: .rights,
      code: .workflowScopeMissing,
      fix: "give the token the scope `workflow` (a fine-grained one: Workflows, read and write) at "
        + "https://HOST/settings/tokens, or let git use gh's: gh auth refresh -h HOST -s workflow && gh auth setup-git; then: kb run"
    ),
    // repo-sync/github-sync#23.
    Row(
      signs: ["refusing to allow a github app to create or update workflow", "create or update workflow"],
      kind: .rights,
      code: .workflowScopeMissing,
      fix:
        "give the app the permission Workflows (read and write), or let git use gh's login: gh auth refresh -h HOST -s "
        + "workflow && gh auth setup-git; then: kb run"),
    // renovatebot/renovate, lib/util/git/error.ts; git's refs.c.
    Row(
      signs: ["exists; cannot create"], kind: .rights, code: .branchInTheWay,
      fix:
        "rename the branch at origin that is in the way of BRANCH: git fetch origin refs/heads/IT && git push origin "
        + "FETCH_HEAD:refs/heads/OTHER :refs/heads/IT; then: kb run"),
    Row(signs: ["gh006:", "gh002:", "gh003:", "gh005:"], kind: .rights, code: .pushRejected, fix: rights),
    Row(
      signs: [
        "push cannot contain secrets", "file size limit", "gh001:", "gh008:", "gh009:", "github push protection",
        "exceeds maximum allowed size", "restricted file path", "file path is restricted", "restricted extension",
        "file size must", "file path length", "http 413", "returned error: 413", "unknown git lfs object", "fsck error",
      ], kind: .content, code: .pushContentRefused, fix: anew),
    // desktop/dugite's lib/errors.ts; docs.github.com "About protected branches"; gleam-lang/gleam#6080.
    Row(
      signs: ["protected branch hook declined"],
      ruleSigns: [
        "must have verified signatures", "made through a pull request", "creations being restricted",
        "cannot update this protected ref", "must not contain merge commits", "branch name must",
        "cannot force-push", "status check", "waiting for results", "deployments",
      ], kind: .rights, code: .pushRejected, fix: rights),
    Row(
      signs: ["gh007:", "email privacy restrictions"], kind: .message, code: .pushIdentityRefused,
      fix: "commit under the address that https://HOST/settings/emails gives you (in the clone: git config user.email "
        + "ID+LOGIN@users.noreply.HOST), or allow yours there" + sameWork),
    // docs.github.com "Metadata restrictions"; mohamicorp/yet-another-commit-checker#134.
    Row(
      signs: ["author email", "committer email", "email address must", "author name", "committer name"], kind: .message,
      code: .pushIdentityRefused,
      fix: "commit as the rule requires, in the clone: git config user.email ADDRESS" + sameWork),
    Row(
      signs: ["commit message", "commit title", "commit subject"], kind: .message, code: .pushMessageRefused,
      fix:
        "write the message as the rule requires: `templates.commitMessage` in .krutrimbox/config.json, or the issue's title"
        + sameWork),
    // git's transport.c and send-pack.c; what GitHub's hooks print in an outage; a lock that another push holds.
    Row(
      signs: [
        "[remote failure]", "failed to report status", "internal server error", "fatal error in commit_refs",
        "timed out",
        "unpacker error", "unpack failed", ".lock': file exists", "but expected", "[remote rejected] (failure)",
      ], kind: .passing, code: .originUnreachable, fix: ""),
  ]
}
