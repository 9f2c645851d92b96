import KBConfiguration
import KBDomain

/// The routes below `pulls`.
extension RESTRepositoryCall {
  /// Answers what stands below `pulls`.
  func pullRoute(_ parts: [String]) throws -> RESTAnswer {
    if parts.isEmpty {
      switch request.method {
      case "GET": return listPulls()
      case "POST": return try createPull()
      case _: throw GitHubRefusal.notFound("Not Found")
      }
    }
    let link = try link(parts[0])
    guard try transaction.issue(link).pull != nil else { throw GitHubRefusal.notFound("Not Found") }
    switch (request.method, Array(parts.dropFirst())) {
    case ("GET", []): return try shown(link)
    case ("PATCH", []):
      try transaction.update(link, try wantedChange())
      return try shown(link)
    case ("POST", ["requested_reviewers"]):
      try transaction.requestReviews(link, from: texts("reviewers"))
      return try shown(link, status: 201)
    case _: throw GitHubRefusal.notFound("Not Found")
    }
  }

  private func shown(_ link: GitHubIssueLink, status: Int = 200) throws -> RESTAnswer {
    RESTAnswer(
      status: status,
      body: RESTShape.pull(
        try transaction.issue(link), try transaction.repository(link.repositoryID), transaction))
  }

  private func createPull() throws -> RESTAnswer {
    let link = try transaction.createPullRequest(
      in: repository.id,
      GitHubTransaction.NewPullRequest(
        title: input["title"].text ?? "", body: input["body"].text ?? "", base: input["base"].text ?? "",
        head: input["head"].text ?? "", isDraft: input["draft"].flag ?? false))
    return try shown(link, status: 201)
  }

  private func listPulls() -> RESTAnswer {
    let state = request.parameter("state") ?? "open"
    let head = request.parameter("head").map { $0.lowercased() }
    let base = request.parameter("base")
    let found = repository.issues.filter { issue in
      guard let pull = issue.pull else { return false }
      return (state == "all" || issue.isClosed == (state == "closed")) && (base == nil || pull.base == base)
        && (head == nil || pull.isHead(head ?? "")) && transaction.isListed(issue.nodeID, lag: issue.lag)
    }
    let ordered = request.parameter("direction") == "asc" ? found : found.reversed()
    return page(ordered.map { RESTShape.pull($0, repository, transaction) })
  }

}

extension GitHubPull {
  /// Whether a `head` filter means this pull request. Without `OWNER:` it means every fork's branch of that name too.
  fileprivate func isHead(_ filter: String) -> Bool {
    filter == "\(headOwner):\(head)".lowercased() || filter == head.lowercased()
  }
}
