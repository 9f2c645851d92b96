package import KBDomain
import KBFailures
import KBSystem

/// Pull requests of the local forge.
extension LocalForge {
  package func createPullRequest(_ new: NewPullRequest) throws -> PullRequest {
    try records().change {
      let number = LocalPullRequest.number(of: new.head)
      let existing = try records().read(.pulls, "\(number)", as: LocalPullRequest.self)
      if var existing, existing.state == .open, existing.head == new.head {
        if !existing.labels.contains(new.label.rawValue) {
          existing.labels.append(new.label.rawValue)
          try write(&existing)
        }
        return existing.pullRequest(url: try address(ofPull: number))
      }
      var made = LocalPullRequest(
        number: number, title: new.title, body: new.body, head: new.head, base: new.base, isDraft: true, state: .open,
        labels: [new.label.rawValue], reviewers: [], createdAt: effects.now, updatedAt: effects.now)
      try write(&made)
      return made.pullRequest(url: try address(ofPull: number))
    }
  }

  package func pullRequest(of branch: String) throws -> PullRequest? {
    try pullsAfterMerges().filter { $0.head == branch }.map { try $0.pullRequest(url: address(ofPull: $0.number)) }.last
  }

  package func updateBody(of pullRequest: PullRequest, to body: String) throws {
    try change(pullRequest) { $0.body = body }
  }

  package func markReady(_ pullRequest: PullRequest) throws {
    let head = try existing(pullRequest.number).head
    let commit = try origin.heads(of: [head])[head]
    try change(pullRequest) {
      $0.isDraft = false
      $0.headCommit = commit ?? $0.headCommit
    }
  }

  package func requestReview(of pullRequest: PullRequest, from login: String) throws {
    // As on GitHub, where a pull request's author can't be its reviewer.
    guard login.lowercased() != (try origin.operatorLogin()) else { throw ExpectedFailure.localReviewRefused(login) }
    try change(pullRequest) { if !$0.reviewers.contains(login) { $0.reviewers.append(login) } }
  }

  /// All pull requests. One that is out of draft, and whose commit origin's base branch now holds, becomes merged.
  func pullsAfterMerges() throws -> [LocalPullRequest] {
    let pulls = try records().all(.pulls, as: LocalPullRequest.self)
    let ready = pulls.filter { $0.state == .open && !$0.isDraft }
    guard !ready.isEmpty else { return pulls }
    let heads = try origin.heads(of: ready.flatMap { [$0.head, $0.base] })
    let merged = try ready.filter { pull in
      guard let base = heads[pull.base], let commit = heads[pull.head] ?? pull.headCommit else { return false }
      return try origin.holds(pull.base, base, commit)
    }
    guard !merged.isEmpty else { return pulls }
    return try records().change {
      for pull in merged {
        var now = try existing(pull.number)
        now.state = .merged
        try write(&now)
      }
      return try records().all(.pulls, as: LocalPullRequest.self)
    }
  }

  private func existing(_ number: Int) throws -> LocalPullRequest {
    guard let found = try records().read(.pulls, "\(number)", as: LocalPullRequest.self) else {
      throw ExpectedFailure.localObjectMissing("pull request #\(number)")
    }
    return found
  }

  /// Writes only where something changes.
  private func change(_ pullRequest: PullRequest, _ edit: (inout LocalPullRequest) -> Void) throws {
    try records().change {
      var pull = try existing(pullRequest.number)
      let before = pull
      edit(&pull)
      if pull != before { try write(&pull) }
    }
  }

  private func write(_ pull: inout LocalPullRequest) throws {
    pull.updatedAt = effects.now
    try records().write(.pulls, "\(pull.number)", pull)
  }
}
