import KBFailures
import KBSystem

extension Git {
  /// Whether git's login may push at all, before a session is paid: `git push --dry-run` asks origin for leave as a push
  /// does, and changes nothing (git-push(1)). Throws KB-R021 where origin refuses for good, KB-R015 where the clone broke; what passes, and what git can't
  /// try, is no reason to hold a run back.
  package func requirePush() throws {
    let result = try result([
      "push", "--dry-run", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no", "origin",
      "+HEAD:\(BranchInTheWay.trial)",
    ])
    guard !result.succeeded else { return }
    let failure = try originFailure("take a push", result)
    if [.originRefused, .cloneUnusable].contains(failure.code) { throw failure }
  }
}
