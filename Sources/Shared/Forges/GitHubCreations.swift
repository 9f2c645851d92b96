/// What GitHub's answers to creations told, for as long as its lists may lag behind them.
struct GitHubCreations {
  private var comments: [SeenComment] = []
  private var pullRequests: [String: PullRequest] = [:]

  mutating func note(_ comment: SeenComment) { comments.append(comment) }

  mutating func forget(_ comment: SeenComment) { comments.removeAll { $0.id == comment.id } }

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
    SeenComments(comments, targets: []).comment(marker, on: target)
  }
}
