package import KBDomain
import KBFailures
import KBSystem

/// Comments on issues and pull requests, and closing issues.
extension GitHubForge {
  package func save(_ comment: FactoryComment, seen: OwnComments) throws {
    let (marker, target) = (comment.marker, comment.target)
    let known = created.comment(marker, on: target) ?? seen.comment(marker, on: target)
    if let known, try update(known, to: comment) { return }
    if let found = try unseen(marker, on: target, isCovered: known == nil && seen.targets.contains(target)),
      try update(found, to: comment)
    {
      return
    }
    try create(comment)
  }

  /// A comment that the snapshot does not show; one that it did show and that is gone says that the snapshot is old.
  private func unseen(_ marker: CommentMarker, on target: Int, isCovered: Bool) throws -> SeenComment? {
    if created.isDoubtful(marker, on: target) { return try awaited(marker, on: target) }
    return isCovered ? nil : try find(marker, on: target)
  }

  package func closeIssue(_ number: Int) throws {
    let what = "close #\(number)"
    try change {
      let answer = try client.sendOnce(
        what, .patch, path("issues/\(number)"), body: ["state": "closed", "state_reason": "completed"],
        as: IssueAnswer.self)
      guard answer.state == "closed" else {
        throw ExpectedFailure.forgeAnswerUnreadable(what, why: "the issue is still \(answer.state)")
      }
    } unless: {
      try client.get(what, path("issues/\(number)"), as: IssueAnswer.self).state == "closed" ? () : nil
    }
  }

  private func create(_ comment: FactoryComment) throws {
    let what = "comment on #\(comment.target)"
    let body = GitHubText.fitted(comment.body)
    let made = try change {
      let answer = try client.sendOnce(
        what, .post, path("issues/\(comment.target)/comments"), body: ["body": body], as: CommentAnswer.self)
      return SeenComment(id: String(answer.id), target: comment.target, body: body)
    } unless: {
      // The look may fail as well, and whoever saves the comment again still has the old snapshot.
      created.doubt(comment.marker, on: comment.target)
      return try awaited(comment.marker, on: comment.target)
    }
    created.settle(comment.marker, on: comment.target)
    created.note(made)
  }

  /// A comment whose answer was lost may show late, and GitHub would take a second one: it is looked for with patience.
  private func awaited(_ marker: CommentMarker, on target: Int) throws -> SeenComment? {
    for pause in [1, 2, 4, 8] {
      if let found = try find(marker, on: target) { return found }
      try client.effects.wait(.seconds(pause))
    }
    return try find(marker, on: target)
  }

  /// False where the comment is gone.
  private func update(_ known: SeenComment, to comment: FactoryComment) throws -> Bool {
    do {
      try change {
        _ = try client.sendOnce(
          "update the comment on #\(comment.target)", .patch, path("issues/comments/\(known.id)"),
          body: ["body": GitHubText.fitted(comment.body)], as: CommentAnswer.self)
      }
      return true
    } catch let failure as ExpectedFailure where failure.code == .forgeNotFound {
      created.forget(known)
      return false
    }
  }

  /// Looks through all comments, from the newest.
  private func find(_ marker: CommentMarker, on target: Int) throws -> SeenComment? {
    let what = "read the comments on #\(target)"
    var before: String?
    while true {
      let answer = try client.query(
        what, GitHubQueries.comments, variables(["number": .integer(target), "before": GraphQLValue(before)]),
        as: CommentsAnswer.self)
      guard let page = try known(answer.repository, what).issueOrPullRequest.value?.comments else {
        throw ExpectedFailure.forgeNotFound(what, why: "there is no #\(target)")
      }
      let own = try page.own(on: target, viewer: answer.viewer, what)
      if let found = OwnComments(own, targets: []).comment(marker, on: target) { return found }
      guard let previous = try page.previous(what), previous != before else { return nil }
      before = previous
    }
  }
}

private struct IssueAnswer: Decodable {
  let state: String
}

private struct CommentAnswer: Decodable {
  let id: Int
}

private struct CommentsAnswer: Decodable {
  let viewer: GitHubActor
  let repository: Nullable<Repository>

  struct Repository: Decodable {
    let issueOrPullRequest: Nullable<Target>
  }

  struct Target: Decodable {
    let comments: GitHubPage<GitHubComment>
  }
}
