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
    case ("POST", "labels", 1): return try createLabel()
    case (_, "issues", _): return try issueRoute(Array(parts.dropFirst()))
    case (_, "pulls", _): return try pullRoute(Array(parts.dropFirst()))
    case _: throw GitHubRefusal.notFound("Not Found")
    }
  }

  /// The first page of a list: 30 items by default and 100 at most, as on GitHub.
  func page(_ items: [JSONTree]) -> RESTAnswer {
    let size = min(100, max(1, request.parameter("per_page").flatMap(Int.init) ?? 30))
    return RESTAnswer(body: .array(Array(items.prefix(size))))
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

  private func createLabel() throws -> RESTAnswer {
    let label = try transaction.createLabel(
      in: repository.id, name: input["name"].text ?? "", color: input["color"].text ?? "ededed",
      text: input["description"].text ?? "")
    return RESTAnswer(status: 201, body: RESTShape.label(label, repository))
  }
}
