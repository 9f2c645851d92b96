import KBConfiguration

/// The routes below `issues`.
extension RESTRepositoryCall {
  /// Answers what stands below `issues`.
  func issueRoute(_ parts: [String]) throws -> RESTAnswer {
    if parts.first == "comments" { return try commentRoute(Array(parts.dropFirst())) }
    guard let number = parts.first else { throw GitHubRefusal.notFound("Not Found") }
    let link = try link(number)
    switch (request.method, Array(parts.dropFirst())) {
    case ("GET", []): return try shown(link)
    case ("PATCH", []):
      try transaction.update(link, try wantedChange())
      return try shown(link)
    case ("POST", ["comments"]): return try createComment(link)
    case ("POST", ["labels"]):
      try transaction.addLabels(texts("labels"), to: link)
      return RESTAnswer(body: .array(try labels(of: link)))
    case _: throw GitHubRefusal.notFound("Not Found")
    }
  }

  /// What a PATCH asks to change. GitHub refuses a state that it doesn't know.
  func wantedChange() throws -> GitHubTransaction.IssueChange {
    let state = input["state"].text
    guard [nil, "open", "closed"].contains(state) else {
      throw GitHubRefusal.unprocessable(
        "State is invalid", errors: [["resource": "Issue", "field": "state", "code": "invalid"]])
    }
    return GitHubTransaction.IssueChange(
      title: input["title"].text, body: input["body"].text, stateReason: input["state_reason"].text?.uppercased(),
      isClosed: state.map { $0 == "closed" })
  }

  private func shown(_ link: GitHubIssueLink) throws -> RESTAnswer {
    RESTAnswer(
      body: RESTShape.issue(try transaction.issue(link), try transaction.repository(link.repositoryID), transaction))
  }

  private func labels(of link: GitHubIssueLink) throws -> [JSONTree] {
    let home = try transaction.repository(link.repositoryID)
    return try transaction.issue(link).labelIDs.compactMap { id in
      home.labels.first { $0.id == id }.map { RESTShape.label($0, home) }
    }
  }
}

/// Comments.
extension RESTRepositoryCall {
  private func createComment(_ link: GitHubIssueLink) throws -> RESTAnswer {
    guard let body = input["body"].text else {
      throw GitHubRefusal.unprocessable(
        "Invalid request.\n\n\"body\" wasn't supplied.", restMessage: "Invalid request.\n\n\"body\" wasn't supplied.")
    }
    let comment = try transaction.addComment(to: link, body: body)
    return RESTAnswer(
      status: 201,
      body: RESTShape.comment(comment, on: try transaction.issue(link), repository, in: transaction.state))
  }

  private func commentRoute(_ parts: [String]) throws -> RESTAnswer {
    guard parts.count == 1, let id = Int(parts[0]) else { throw GitHubRefusal.notFound("Not Found") }
    var place = try transaction.comment(id)
    guard place.link.repositoryID == repository.id else { throw GitHubRefusal.notFound("Not Found") }
    switch request.method {
    case "GET": break
    case "PATCH": place = try transaction.updateComment(id, body: input["body"].text ?? "")
    case _: throw GitHubRefusal.notFound("Not Found")
    }
    return RESTAnswer(
      body: RESTShape.comment(
        place.comment, on: try transaction.issue(place.link), repository, in: transaction.state))
  }
}
