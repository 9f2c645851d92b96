package import KBDomain
package import KBFailures
import KBText

/// Failures of the host repository, git and origin.
extension ExpectedFailure {
  package static func notARepository(_ path: String) -> ExpectedFailure {
    ExpectedFailure(
      .notARepository, "\(path) is not inside a git repository.", fix: "cd into your clone, then run again")
  }

  package static func noOrigin(_ path: String) -> ExpectedFailure {
    ExpectedFailure(
      .noOrigin, "the repository \(path) has no remote called origin.",
      fix: "git remote add origin https://github.com/OWNER/NAME.git")
  }

  package static func notAGitHubRepository(_ address: String) -> ExpectedFailure {
    ExpectedFailure(
      .notAGitHubRepository, "origin (\(address)) is not a repository on a GitHub host.",
      fix: "git remote set-url origin https://github.com/OWNER/NAME.git, or use the local forge: kb run --forge local")
  }

  package static func baseBranchMissing(_ branch: String) -> ExpectedFailure {
    ExpectedFailure(
      .baseBranchMissing, "origin has no branch \(branch).",
      fix: "push it: git push origin \(branch), or use --base-branch with one that git ls-remote origin shows")
  }

  /// A bare repository of which a branch was pushed that is not the one it was made for.
  package static var defaultBranchMissing: ExpectedFailure {
    ExpectedFailure(
      .baseBranchMissing, "origin's HEAD names a branch that origin does not have.",
      fix: "push a first branch, or in origin's repository: git symbolic-ref HEAD refs/heads/main")
  }

  package static func identityMissing(why: String) -> ExpectedFailure {
    ExpectedFailure(
      .identityMissing, "git does not know who you are, so krutrimbox can't commit.", why: why,
      fix: "git config --global user.name \"Your Name\" && git config --global user.email you@example.com")
  }

  package static func gitFailed(_ command: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .gitFailed, "git failed: \(command)", why: why,
      fix: "correct what git names; if it reports damage: git fsck; then: kb run")
  }

  /// `path` is the Factory Clone's.
  static func factoryCloneDamaged(_ path: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .factoryCloneDamaged, "krutrimbox's own clone at \(path) is damaged.", why: why,
      fix: "run again: kb run repairs it first, and keeps what is saved in it")
  }

  package static func originUnreachable(_ what: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .originUnreachable, "origin did not answer when asked to \(what).", why: why,
      fix: "check the network and origin's address: git ls-remote origin")
  }

  /// KB-R021 where no other try can change what git says, else KB-R006.
  package static func originFailed(_ what: String, why: String) -> ExpectedFailure {
    guard case .refused(let remedy) = OriginTrouble.of(why) else { return originUnreachable(what, why: why) }
    return ExpectedFailure(.originRefused, "origin refused when asked to \(what).", why: why, fix: remedy)
  }

  /// `why` has git's own words.
  static func cloneUnusable(_ path: String, why: String, fix: String) -> ExpectedFailure {
    let lines = why.split(whereSeparator: \.isNewline).map(String.init)
    let first = lines.first.map { $0.hasPrefix("fatal: ") ? String($0.dropFirst(7)) : $0 } ?? "git says nothing"
    return ExpectedFailure(
      .cloneUnusable, "git can't open the repository at \(path): \(SafeText.line(first)).",
      why: lines.count > 1 ? lines.dropFirst().joined(separator: "\n") : nil, fix: fix)
  }

  /// `branch` is at origin; `wanted` can't be made beside it.
  static func branchInTheWay(_ branch: String, of wanted: String) -> ExpectedFailure {
    ExpectedFailure(
      .branchInTheWay, "origin has a branch \(branch), so it can't have \(wanted).",
      why: "git keeps branches like files: a branch can't also be the folder of another branch",
      fix: "rename it: git fetch origin refs/heads/\(branch) && git push origin FETCH_HEAD:refs/heads/OTHER "
        + ":refs/heads/\(branch), then: kb run")
  }

  package static func branchConflict(_ branch: String, prd: Int, issue: Int, savedAs ref: String) -> ExpectedFailure {
    ExpectedFailure(
      .branchConflict, "\(branch) has changed at origin and conflicts with the work on #\(issue).",
      why: "the work is kept as \(ref)",
      fix:
        "kb saved \(prd) says how to bring the work into your clone; then: git fetch origin && git switch \(branch) && "
        + "git merge \(ref), then git push origin \(branch); or redo #\(issue): kb run")
  }

  /// Other people's pushes were faster each time.
  package static func pushOutrun(_ branch: String) -> ExpectedFailure {
    ExpectedFailure(
      .pushRejected, "\(branch) moved three times while krutrimbox pushed.",
      fix: "run kb run when nobody else pushes to it")
  }

  /// A token of gh, by which git pushes, that may not push workflows.
  package static func workflowScopeMissing(_ host: String) -> ExpectedFailure {
    ExpectedFailure(
      .workflowScopeMissing,
      "the token may not push files of .github/workflows: the scope workflow is missing.",
      fix: "gh auth refresh -h \(host) -s workflow")
  }

  /// `paths` is not empty.
  package static func submoduleWorkUnpublished(_ paths: [String], issue: Int, help: SandboxHelp) -> ExpectedFailure {
    ExpectedFailure(
      .submoduleWorkUnpublished,
      "the agent left work for #\(issue) in submodules, where nobody else can get it: "
        + paths.prefix(5).joined(separator: ", ") + (paths.count > 5 ? " and \(paths.count - 5) more." : "."),
      why:
        "commits there must be on a branch of the submodule's own remote, and every change must be committed, unless "
        + "`ignore` in .gitmodules tells git not to look",
      fix:
        "look inside: \(help.inspect); push what you keep to the submodule's remote, undo the rest, then: kb run. If "
        + "there is nothing to keep: \(help.remove), make the issue clearer, then: kb run")
  }
}
