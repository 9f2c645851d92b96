import KBConfiguration

/// The routes below `issues`.
extension RESTRepositoryCall {
  /// Answers what stands below `issues`.
  func issueRoute(_ parts: [String]) throws -> RESTAnswer {
    if parts.isEmpty, request.method == "GET" { return listIssues() }
    if parts.first == "comments" { return try commentRoute(Array(parts.dropFirst())) }
    guard let number = parts.first else { throw GitHubRefusal.notFound("Not Found") }
    let link = try link(number)
    switch (request.method, Array(parts.dropFirst())) {
    case ("GET", []): return try shown(link)
    case ("PATCH", []):
      try transaction.update(link, try wantedChange())
      return try shown(link)
    case ("GET", ["comments"]): return try listComments(link)
    case ("POST", ["comments"]): return try createComment(link)
    case ("GET", ["labels"]): return page(try labels(of: link))
    case ("POST", ["labels"]):
      try transaction.addLabels(texts("labels"), to: link)
      return RESTAnswer(body: .array(try labels(of: link)))
    case ("PUT", ["labels"]):
      try transaction.setLabels(link, to: texts("labels"))
      return RESTAnswer(body: .array(try labels(of: link)))
    case ("GET", ["sub_issues"]): return page(try transaction.issue(link).subIssues.compactMap(issueShape))
    case ("GET", ["parent"]):
      guard let parent = try transaction.issue(link).parent, let shape = issueShape(parent) else {
        throw GitHubRefusal.notFound("Not Found")
      }
      return RESTAnswer(body: shape)
    case ("GET", ["dependencies", "blocked_by"]):
      return page(try transaction.issue(link).blockedBy.compactMap(issueShape))
    case (let method, let rest): return try removeLabelRoute(method, rest, link)
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
      isClosed: state.map { $0 == "closed" }, labels: input.member("labels") == nil ? nil : texts("labels"),
      assignees: input.member("assignees") == nil ? nil : texts("assignees"))
  }

  private func shown(_ link: GitHubIssueLink) throws -> RESTAnswer {
    RESTAnswer(
      body: RESTShape.issue(try transaction.issue(link), try transaction.repository(link.repositoryID), transaction))
  }

  private func issueShape(_ link: GitHubIssueLink) -> JSONTree? {
    guard transaction.isVisible(link), let issue = try? transaction.issue(link),
      let home = try? transaction.repository(link.repositoryID)
    else {
      return nil
    }
    return RESTShape.issue(issue, home, transaction)
  }

  private func labels(of link: GitHubIssueLink) throws -> [JSONTree] {
    let home = try transaction.repository(link.repositoryID)
    return try transaction.issue(link).labelIDs.compactMap { id in
      home.labels.first { $0.id == id }.map { RESTShape.label($0, home) }
    }
  }

  private func removeLabelRoute(_ method: String, _ rest: [String], _ link: GitHubIssueLink) throws -> RESTAnswer {
    guard method == "DELETE", rest.count == 2, rest[0] == "labels", let label = repository.label(rest[1]),
      try transaction.issue(link).labelIDs.contains(label.id)
    else { throw GitHubRefusal.notFound("Not Found") }
    try transaction.requireWrite(in: repository, to: "RemoveLabelsFromLabelable")
    try transaction.removeLabel(label, from: link)
    return RESTAnswer(body: .array(try labels(of: link)))
  }

  private func listIssues() -> RESTAnswer {
    let state = request.parameter("state") ?? "open"
    let wanted = (request.parameter("labels") ?? "").split(separator: ",").map { $0.lowercased() }
    let creator = request.parameter("creator")?.lowercased()
    let found = repository.issues.filter { issue in
      let names = repository.labels.filter { issue.labelIDs.contains($0.id) }.map { $0.name.lowercased() }
      return (state == "all" || issue.isClosed == (state == "closed"))
        && wanted.allSatisfy(names.contains) && (creator == nil || issue.author?.lowercased() == creator)
        && transaction.isListed(issue.nodeID, lag: issue.lag)
    }
    let ordered = request.parameter("direction") == "asc" ? found : found.reversed()
    return page(ordered.map { RESTShape.issue($0, repository, transaction) })
  }
}

/// Comments, of one issue and by their id.
extension RESTRepositoryCall {
  private func listComments(_ link: GitHubIssueLink) throws -> RESTAnswer {
    let issue = try transaction.issue(link)
    let listed = issue.comments.filter { transaction.isListed($0.nodeID, lag: $0.lag) }
    return page(listed.map { RESTShape.comment($0, on: issue, repository, in: transaction.state) })
  }

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
