import KBDomain

/// A pull request as GraphQL gives it.
struct GitHubPullRequest: Decodable {
  let id: String
  let number: Int
  let url: String
  let state: String
  let isDraft: Bool
  let body: String?
  let headRefOid: String?
  /// null where the fork that the branch was in is gone.
  let headRepositoryOwner: Nullable<GitHubActor>
  let labels: GitHubLabels
  let comments: GitHubPage<GitHubComment>

  var pullRequest: PullRequest {
    PullRequest(
      number: number, id: id, url: url,
      state: state == "MERGED" ? .merged : state == "CLOSED" ? .closed : .open,
      isDraft: isDraft || GitHubDraft.isMarked(body), body: body ?? "",
      labels: labels.names, head: headRefOid)
  }
}

/// A pull request as REST gives it.
struct GitHubRESTPullRequest: Decodable {
  let number: Int
  let nodeID: String
  let url: String
  let state: String
  let draft: Bool?
  let body: String?
  let mergedAt: String?
  let labels: [GitHubNamed]
  let head: Head?

  struct Head: Decodable {
    let sha: String
  }

  private enum CodingKeys: String, CodingKey {
    case number, state, draft, body, labels, head
    case nodeID = "node_id"
    case url = "html_url"
    case mergedAt = "merged_at"
  }

  var pullRequest: PullRequest {
    PullRequest(
      number: number, id: nodeID, url: url,
      state: mergedAt != nil ? .merged : state == "closed" ? .closed : .open,
      isDraft: draft == true || GitHubDraft.isMarked(body),
      body: body ?? "", labels: GitHubLabels.known(labels.map(\.name)), head: head?.sha)
  }
}

extension [PullRequest] {
  /// The one that counts for a branch: the open one, else the newest.
  var decisive: PullRequest? {
    self.max { ($0.state == .open ? 1 : 0, $0.number) < ($1.state == .open ? 1 : 0, $1.number) }
  }
}
