import KBConfiguration

/// The routes below `repos/OWNER/NAME`.
struct RESTRepositoryCall {
  let call: RESTCall
  let repository: GitHubRepository

  /// The request's view of the world.
  var transaction: GitHubTransaction { call.transaction }
  /// The request.
  var request: GitHubRequest { call.request }
  /// The JSON body.
  var input: JSONTree { call.input }

  /// Finds the route by the path below the repository.
  func route(_ parts: [String]) throws -> RESTAnswer {
    switch (request.method, parts.first, parts.count) {
    case ("GET", nil, 0):
      return RESTAnswer(
        body: RESTShape.repository(
          repository, permission: transaction.permission(in: repository), in: transaction.state))
    case ("GET", "labels", 1): return page(repository.labels.map { RESTShape.label($0, repository) })
    case ("GET", "labels", 2): return RESTAnswer(body: RESTShape.label(try label(parts[1]), repository))
    case ("POST", "labels", 1): return try createLabel()
    case ("GET", "branches", 2...): return try branch(parts.dropFirst().joined(separator: "/"))
    case ("GET", "git", 4...) where parts[1] == "ref" && parts[2] == "heads":
      return try reference(parts.dropFirst(3).joined(separator: "/"))
    case (_, "issues", _): return try issueRoute(Array(parts.dropFirst()))
    case (_, "pulls", _): return try pullRoute(Array(parts.dropFirst()))
    case _: throw GitHubRefusal.notFound("Not Found")
    }
  }

  /// The page of a list that the request asks for.
  func page(_ items: [JSONTree]) -> RESTAnswer {
    RESTPage(request).answer(items, request: request, repository: repository)
  }

  /// The link to an issue or pull request, from a path segment.
  func link(_ number: String) throws -> GitHubIssueLink {
    guard let number = Int(number), repository.issueIndex(number) != nil else {
      throw GitHubRefusal.notFound("Not Found")
    }
    return GitHubIssueLink(repositoryID: repository.id, number: number)
  }

  /// A list of texts in the JSON body, either bare or under a key, as GitHub takes labels.
  func texts(_ key: String) -> [String] {
    let elements = input.member(key)?.elements ?? input.elements
    return elements.compactMap { $0.text ?? $0["name"].text }
  }

  private func label(_ name: String) throws -> GitHubLabel {
    guard let label = repository.label(name) else { throw GitHubRefusal.notFound("Not Found") }
    return label
  }

  private func createLabel() throws -> RESTAnswer {
    let label = try transaction.createLabel(
      in: repository.id, name: input["name"].text ?? "", color: input["color"].text ?? "ededed",
      text: input["description"].text ?? "")
    return RESTAnswer(status: 201, body: RESTShape.label(label, repository))
  }

  private func branch(_ name: String) throws -> RESTAnswer {
    guard let sha = BareRepository(path: repository.gitDirectory).sha(ofBranch: name) else {
      throw GitHubRefusal.notFound("Branch not found")
    }
    return RESTAnswer(body: ["name": .string(name), "commit": ["sha": .string(sha)], "protected": false])
  }

  private func reference(_ name: String) throws -> RESTAnswer {
    guard let sha = BareRepository(path: repository.gitDirectory).sha(ofBranch: name) else {
      throw GitHubRefusal.notFound("Not Found")
    }
    return RESTAnswer(
      body: ["ref": .string("refs/heads/" + name), "object": ["type": "commit", "sha": .string(sha)]])
  }
}
