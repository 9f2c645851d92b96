import KBForges

/// What can be done to issues, and to the side of pull requests that is like an issue.
extension GitHubTransaction {
  /// What an update of an issue or pull request may change; nil leaves as it is.
  struct IssueChange {
    var title: String?
    var body: String?
    /// COMPLETED, NOT_PLANNED or DUPLICATE with `isClosed`, REOPENED without.
    var stateReason: String?
    var isClosed: Bool?
  }

  /// Updates an issue or pull request.
  func update(_ link: GitHubIssueLink, _ wanted: IssueChange) throws {
    let before = try issue(link)
    let repository = try repository(link.repositoryID)
    if before.author?.lowercased() != viewer.login.lowercased() {
      try requireWrite(in: repository, to: before.pull == nil ? "UpdateIssue" : "UpdatePullRequest")
    }
    try rewrite(link, before: before, in: repository, title: wanted.title, body: wanted.body)
    switch wanted.isClosed {
    case nil: break
    case true?: try close(link, reason: wanted.stateReason)
    case false?: try reopen(link)
    }
  }

  /// Closes an issue or an unmerged pull request.
  func close(_ link: GitHubIssueLink, reason: String?) throws {
    let before = try issue(link)
    let repository = try repository(link.repositoryID)
    let kind: GitHubEffectKind = before.pull == nil ? .issueClosed : .pullRequestClosed
    let reason = before.pull == nil ? reason ?? "COMPLETED" : nil
    let isChange = !before.isClosed || (reason != nil && before.stateReason != reason)
    let time = now
    if isChange {
      try change(link) {
        $0.isClosed = true
        $0.stateReason = reason
        $0.closedAt = $0.closedAt ?? time
        $0.updatedAt = time
      }
    }
    note(kind, repository: repository, number: link.number, detail: reason ?? "", changed: isChange)
  }

  /// Opens a closed issue or an unmerged pull request again.
  func reopen(_ link: GitHubIssueLink) throws {
    let before = try issue(link)
    let repository = try repository(link.repositoryID)
    if before.pull?.mergedAt != nil { throw GitHubRefusal.unprocessable("Could not open the pull request.") }
    let time = now
    if before.isClosed {
      try change(link) {
        $0.isClosed = false
        $0.reopenings = ($0.reopenings ?? []) + [GitHubReopening(at: time, actor: viewer.login)]
        $0.stateReason = $0.pull == nil ? "REOPENED" : nil
        $0.closedAt = nil
        $0.updatedAt = time
      }
    }
    let kind: GitHubEffectKind = before.pull == nil ? .issueReopened : .pullRequestReopened
    note(kind, repository: repository, number: link.number, changed: before.isClosed)
  }

  private func rewrite(
    _ link: GitHubIssueLink, before: GitHubIssue, in repository: GitHubRepository, title: String?, body: String?
  ) throws {
    guard title != nil || body != nil else { return }
    if title?.isEmpty == true { throw GitHubRefusal.unprocessable("Title can't be blank") }
    let isChange = (title ?? before.title) != before.title || (body ?? before.body) != before.body
    let time = now
    if isChange {
      let act = GitHubAct(at: time, actor: viewer.login)
      try change(link) {
        if let title, title != $0.title { $0.renames = ($0.renames ?? []) + [act] }
        if let body, body != $0.body { $0.edits = ($0.edits ?? []) + [act] }
        $0.title = title ?? $0.title
        $0.body = body ?? $0.body
        $0.updatedAt = time
      }
    }
    note(
      before.pull == nil ? .issueUpdated : .pullRequestUpdated, repository: repository, number: link.number,
      changed: isChange)
  }
}

/// Comments.
extension GitHubTransaction {
  /// Where a comment is.
  struct CommentPlace {
    let link: GitHubIssueLink
    let comment: GitHubComment
  }

  /// Adds a comment of the viewer.
  func addComment(to link: GitHubIssueLink, body: String) throws -> GitHubComment {
    let repository = try repository(link.repositoryID)
    guard body.contains(where: { !$0.isWhitespace }) else {
      throw GitHubRefusal.unprocessable("Body cannot be blank", errors: ["Body cannot be blank"])
    }
    guard body.unicodeScalars.count <= 65536 else {
      throw GitHubRefusal.unprocessable(
        "Body is too long (maximum is 65536 characters)",
        errors: [
          [
            "resource": "IssueComment", "code": "unprocessable", "field": "data",
            "message": "Body is too long (maximum is 65536 characters)",
          ]
        ])
    }
    let time = now
    let comment = GitHubComment(
      id: state.nextCommentID, body: body, author: viewer.login, createdAt: time, updatedAt: time, lag: state.readLag)
    state.nextCommentID += 1
    try change(link) {
      $0.comments.append(comment)
      $0.updatedAt = time
    }
    note(.commentCreated, repository: repository, number: link.number, detail: String(comment.id))
    return comment
  }

  /// Rewrites a comment.
  func updateComment(_ id: Int, body: String) throws -> CommentPlace {
    let place = try comment(id)
    let repository = try repository(place.link.repositoryID)
    if place.comment.author?.lowercased() != viewer.login.lowercased() {
      try requireWrite(in: repository, to: "UpdateIssueComment")
    }
    let isChange = place.comment.body != body
    let time = now
    if isChange {
      try change(place.link) { issue in
        guard let index = issue.comments.firstIndex(where: { $0.id == id }) else { return }
        issue.comments[index].body = body
        issue.comments[index].updatedAt = time
      }
    }
    note(
      .commentUpdated, repository: repository, number: place.link.number, detail: String(id), changed: isChange)
    return try comment(id)
  }

  /// Finds a comment in the whole world.
  func comment(_ id: Int) throws -> CommentPlace {
    for repository in state.repositories {
      for issue in repository.issues {
        if let comment = issue.comments.first(where: { $0.id == id }) {
          return CommentPlace(
            link: GitHubIssueLink(repositoryID: repository.id, number: issue.number), comment: comment)
        }
      }
    }
    throw GitHubRefusal.notFound("Not Found")
  }
}
