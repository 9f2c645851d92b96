package import KBDomain
import KBFailures
import KBSystem

/// The pull request of a PRD Branch.
extension GitHubForge {
  package func createPullRequest(_ new: NewPullRequest) throws -> PullRequest {
    let what = "create the pull request of \(new.head)"
    var pullRequest: PullRequest
    do {
      do {
        pullRequest = try createOnce(new, draft: true, what)
      } catch let failure as ExpectedFailure where GitHubDraft.isUnsupported(failure) {
        pullRequest = try createOnce(new, draft: false, what)
      }
    } catch let failure as ExpectedFailure where failure.code == .forgeInvalid {
      guard failure.why?.contains("already exists") == true, let earlier = try awaitedPullRequest(of: new.head, what)
      else { throw failure }
      pullRequest = earlier
    }
    created.note(pullRequest, of: new.head)
    if !pullRequest.labels.contains(new.label.rawValue) {
      pullRequest.labels = try label(pullRequest.number, new.label)
      created.note(pullRequest, of: new.head)
    }
    return pullRequest
  }

  private func createOnce(_ new: NewPullRequest, draft: Bool, _ what: String) throws -> PullRequest {
    let body = NewPullRequestBody(
      title: new.title, body: GitHubText.fitted(draft ? new.body : GitHubDraft.marked(new.body)), head: new.head,
      base: new.base, draft: draft)
    return try change {
      try client.sendOnce(what, .post, path("pulls"), body: body, as: GitHubRESTPullRequest.self).pullRequest
    } unless: {
      try openPullRequest(of: new.head, what)
    }
  }

  package func pullRequest(of branch: String) throws -> PullRequest? {
    try pullRequest(of: branch, "find the pull request of \(branch)")
  }

  package func updateBody(of pullRequest: PullRequest, to body: String) throws {
    _ = try update(pullRequest, body)
  }

  /// Returns the pull request as GitHub has it afterwards.
  private func update(_ pullRequest: PullRequest, _ body: String) throws -> GitHubRESTPullRequest {
    let body = GitHubText.fitted(body)
    let updated = try change {
      try client.sendOnce(
        "update pull request #\(pullRequest.number)", .patch, path("pulls/\(pullRequest.number)"),
        body: ["body": body], as: GitHubRESTPullRequest.self)
    }
    created.change(pullRequest.number) { $0.body = body }
    return updated
  }

  package func markReady(_ pullRequest: PullRequest) throws {
    let number = pullRequest.number
    if GitHubDraft.isMarked(pullRequest.body) {
      let unmarked = try update(pullRequest, GitHubDraft.unmarked(pullRequest.body))
      // Somebody may have made it a real draft as well.
      guard unmarked.draft == true else {
        created.change(number) { $0.isDraft = false }
        return
      }
    }
    let what = "take pull request #\(number) out of draft"
    let isReady = { [self] in
      try client.get(what, path("pulls/\(number)"), as: GitHubRESTPullRequest.self).draft == false ? () : nil
    }
    do {
      try change {
        _ = try client.askOnce(
          what, GitHubQueries.markReady, ["id": .string(pullRequest.id)], as: MarkReadyAnswer.self)
      } unless: {
        try isReady()
      }
    } catch let failure as ExpectedFailure where failure.code == .forgeInvalid {
      guard try isReady() != nil else { throw failure }
    }
    created.change(number) { $0.isDraft = false }
  }

  package func requestReview(of pullRequest: PullRequest, from login: String) throws {
    try change {
      _ = try client.sendOnce(
        "request a review of pull request #\(pullRequest.number) from \(login)", .post,
        path("pulls/\(pullRequest.number)/requested_reviewers"), body: ["reviewers": [login]],
        as: GitHubRESTPullRequest.self)
    }
  }

  /// The pull request of a branch of this repository: the open one, else the newest.
  func pullRequest(of branch: String, _ what: String) throws -> PullRequest? {
    let head = GH.percentCoded("\(repository.owner):\(branch)")
    let list = path("pulls?head=\(head)&state=all&sort=created&direction=desc&per_page=100")
    return try client.get(what, list, as: [GitHubRESTPullRequest].self).map(\.pullRequest).decisive
  }

  private func openPullRequest(of branch: String, _ what: String) throws -> PullRequest? {
    let found = try pullRequest(of: branch, what)
    return found?.state == .open ? found : nil
  }

  /// One that GitHub says exists; its lists may show it a little later.
  private func awaitedPullRequest(of branch: String, _ what: String) throws -> PullRequest? {
    for delay in client.delays {
      if let found = try openPullRequest(of: branch, what) { return found }
      try client.effects.wait(delay)
    }
    return try openPullRequest(of: branch, what)
  }

  private func label(_ number: Int, _ label: Label) throws -> Set<String> {
    let labels = try change {
      try client.sendOnce(
        "label pull request #\(number)", .post, path("issues/\(number)/labels"), body: ["labels": [label.rawValue]],
        as: [GitHubNamed].self)
    }
    return GitHubLabels.known(labels.map(\.name))
  }
}

private struct NewPullRequestBody: Encodable {
  let title: String
  let body: String
  let head: String
  let base: String
  let draft: Bool
}

private struct MarkReadyAnswer: Decodable {
  let markPullRequestReadyForReview: Change

  struct Change: Decodable {
    let pullRequest: State
  }

  struct State: Decodable {
    let isDraft: Bool
  }
}
