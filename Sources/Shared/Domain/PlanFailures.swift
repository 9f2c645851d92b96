package import KBFailures

/// Failures of a PRD or its issues.
extension ExpectedFailure {
  package static func prdNotFound(_ number: Int) -> ExpectedFailure {
    ExpectedFailure(.prdNotFound, "there is no issue #\(number).", fix: "choose a PRD that exists: kb plan")
  }

  package static func prdNotReady(_ number: Int, _ why: String, fix: String) -> ExpectedFailure {
    ExpectedFailure(.prdNotReady, "#\(number) is not a ready PRD: \(why).", fix: fix)
  }

  package static func prdNotOwned(_ number: Int, author: String?, owners: [String]) -> ExpectedFailure {
    ExpectedFailure(
      .prdNotOwned,
      "PRD #\(number) is by \(author ?? "an account that is gone"), who is not an owner "
        + "(owners: \(owners.joined(separator: ", "))).",
      fix: "add the login to `owners` in .krutrimbox/config.json, or run with --author")
  }

  /// `parent` is `#1`, or `owner/name#1` in another repository.
  package static func prdHasParent(_ number: Int, _ parent: String) -> ExpectedFailure {
    let above =
      parent.hasPrefix("#") ? "kb run --prd \(parent.dropFirst())" : "run \(parent) in a clone of its repository"
    return ExpectedFailure(
      .prdHasParent, "#\(number) is a sub-issue of \(parent), so it is not a PRD.",
      fix: "\(above); or remove its parent, if #\(number) should be a PRD")
  }

  package static func prdWithoutIssues(_ number: Int) -> ExpectedFailure {
    ExpectedFailure(
      .prdWithoutIssues, "PRD #\(number) has no Implementation Issues.",
      fix: "add sub-issues labelled PRD-sub-issue and ready-for-agent or ready-for-human, then: kb run --prd \(number)")
  }

  package static func issueStateUnclear(_ number: Int, hasBoth: Bool) -> ExpectedFailure {
    ExpectedFailure(
      .issueStateUnclear,
      "issue #\(number) has \(hasBoth ? "both" : "neither") of the labels ready-for-agent and ready-for-human.",
      fix: "give #\(number) exactly one of the two, then run again")
  }

  package static func issueNotLabelled(_ number: Int) -> ExpectedFailure {
    ExpectedFailure(
      .issueNotLabelled, "the open sub-issue #\(number) is not labelled PRD-sub-issue.",
      fix: "label #\(number) PRD-sub-issue, or remove it from the PRD, then run again")
  }

  package static func legacyLock(_ path: String, prd: Int) -> ExpectedFailure {
    ExpectedFailure(
      .legacyLock, "PRD #\(prd) is locked by the Node tool: \(path) exists.",
      why: "that tool leaves its lock behind when it crashes; krutrimbox never removes it",
      fix: "if the Node tool no longer runs here: rmdir \(path)")
  }

  /// `closedIssues` are closed and have a commit on the PRD Branch.
  package static func pullRequestClosed(_ number: Int, prd: Int, closedIssues: [Int]) -> ExpectedFailure {
    let reopening = closedIssues.isEmpty ? "" : "reopen \(closedIssues.map { "#\($0)" }.joined(separator: ", ")), "
    return ExpectedFailure(
      .pullRequestClosed, "pull request #\(number) of PRD #\(prd) was closed without a merge.",
      fix:
        "reopen it, or close the PRD; or start over: \(reopening)delete the branch \(FactoryNames.branch(prd: prd)), "
        + "then remove its sandbox: kb clean \(prd)")
  }

  package static func blockedByOwnPRD(_ number: Int, prd: Int) -> ExpectedFailure {
    ExpectedFailure(
      .blockedByOwnPRD, "issue #\(number) is blocked by #\(prd), its own PRD, which can only be done after it.",
      fix: "remove #\(prd) from the blockers of #\(number), then run again")
  }

  /// `ring` begins and ends with the same issue.
  package static func blockersInARing(_ ring: [Int]) -> ExpectedFailure {
    let names = ring.map { "#\($0)" }
    return ExpectedFailure(
      .blockersInARing, "issues block each other in a ring: \(names.joined(separator: " waits for ")).",
      fix:
        "remove one of these blockers, such as \(names.dropFirst().first ?? "") from \(names.first ?? ""), then run again"
    )
  }

  package static func issueHasOpenSubIssues(_ number: Int, _ open: [IssueReference]) -> ExpectedFailure {
    let names = open.prefix(10).map(\.description).joined(separator: ", ")
    return ExpectedFailure(
      .issueHasOpenSubIssues,
      "issue #\(number) has open sub-issues of its own (\(names)\(open.count > 10 ? ", …" : "")); no agent would see them.",
      fix: "close them, or make them sub-issues of the PRD with labels of their own, then run again")
  }
}
