import KBDomain

/// What GitHub's answers to creations told, for as long as its lists may lag behind them.
struct GitHubCreations {
  private var comments: [SeenComment] = []
  private var pullRequests: [String: PullRequest] = [:]
  private var doubtful: [Int: Set<CommentMarker>] = [:]

  mutating func note(_ comment: SeenComment) { comments.append(comment) }

  mutating func forget(_ comment: SeenComment) { comments.removeAll { $0.id == comment.id } }

  /// A creation of this comment got no answer: it may be there.
  mutating func doubt(_ marker: CommentMarker, on target: Int) { doubtful[target, default: []].insert(marker) }

  /// It is known to be there.
  mutating func settle(_ marker: CommentMarker, on target: Int) { doubtful[target]?.remove(marker) }

  func isDoubtful(_ marker: CommentMarker, on target: Int) -> Bool { doubtful[target]?.contains(marker) ?? false }

  mutating func note(_ pullRequest: PullRequest, of branch: String) { pullRequests[branch] = pullRequest }

  /// A change that was made to a pull request afterwards.
  mutating func change(_ number: Int, _ work: (inout PullRequest) -> Void) {
    for (branch, var pullRequest) in pullRequests where pullRequest.number == number {
      work(&pullRequest)
      pullRequests[branch] = pullRequest
    }
  }

  func pullRequest(of branch: String) -> PullRequest? { pullRequests[branch] }

  func comment(_ marker: CommentMarker, on target: Int) -> SeenComment? {
    OwnComments(comments, targets: []).comment(marker, on: target)
  }
}
