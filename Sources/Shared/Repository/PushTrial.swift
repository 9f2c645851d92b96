extension HostRepository {
  /// Whether git's login may push at all, before a session is paid: `git push --dry-run` asks origin for leave as a push
  /// does, and changes nothing (git-push(1)). Throws KB-R021 where origin refuses for good, KB-R015 where the clone broke; what passes, and what git can't
  /// try, is no reason to hold a run back.
  package func requirePush(effects: any Effects) throws {
    let git = Git(checkout, effects: effects)
    let result = try git.result([
      "push", "--dry-run", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no", "origin",
      "+HEAD:\(BranchInTheWay.trial)",
    ])
    guard !result.succeeded else { return }
    let failure = try git.originFailure("take a push", result)
    if [.originRefused, .cloneUnusable].contains(failure.code) { throw failure }
  }

  /// Throws KB-R016 where the clone has a branch checked out that leaves no room for PRD Branches in the clones that
  /// sandboxes are: those begin on it.
  func requireRoomInClones() throws(ExpectedFailure) {
    let head = Files.text(checkout + "/.git/HEAD")?.split(whereSeparator: \.isNewline).first ?? ""
    guard head.hasPrefix("ref: refs/heads/") else { return }
    let branch = String(head.dropFirst("ref: refs/heads/".count))
    if BranchInTheWay.isInTheWay(branch) { throw .branchInTheWay(here: branch) }
  }
}
