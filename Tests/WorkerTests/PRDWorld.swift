import KBDomain

/// What forge and origin say of PRD #12 of alice's, with the AFK Issues #3 and #4.
struct PRDWorld {
  var isOpen = true
  /// Issues with a commit on the PRD Branch.
  var done: Set<Int> = []
  /// #3 is for a person.
  var isForPerson = false
  /// What #3 waits for.
  var blockers: [Blocker] = []
  /// Issues that are closed without a commit.
  var closed: Set<Int> = []
  var pull: PullRequest.State?
  var isDraft = true
  /// Tip of the PRD Branch, where there is one.
  var tip = "bbbb"

  var snapshot: PRDSnapshot {
    let issues = [3, 4].map { number in
      let kind = isForPerson && number == 3 ? Label.readyForHuman : .readyForAgent
      var issue = SubIssue(
        number: number, title: "Step", isOpen: !closed.contains(number),
        labels: [Label.implementationIssue.rawValue, kind.rawValue])
      if number == 3 { issue.blockers = blockers }
      return issue
    }
    return PRDSnapshot(
      prd: PRD(number: 12, title: "Import rows", author: "alice", isOpen: isOpen), subIssues: issues,
      pullRequest: pull.map {
        PullRequest(
          number: 88, url: "https://x/pull/88", state: $0, isDraft: isDraft, body: "", labels: [Label.prd.rawValue])
      })
  }

  var view: PRDView {
    get throws {
      let branch = BranchView(
        base: "aaaa", branch: done.isEmpty && pull == nil ? nil : tip, isAhead: !done.isEmpty, footers: done)
      return try PRDView(snapshot, branch, owners: ["alice"])
    }
  }
}
