import KBConfiguration

/// What a REST request is answered with, before headers.
struct RESTAnswer {
  var status = 200
  var body: JSONTree
  /// A body that is sent instead of the JSON one.
  var text: String?
  var headers: [String: String] = [:]
}

/// One REST request on its way through the routes.
struct RESTCall {
  let request: GitHubRequest
  let transaction: GitHubTransaction
  /// The JSON body; an empty object where there is none.
  let input: JSONTree

  /// Finds the route. A refusal is answered as GitHub does.
  static func answer(_ request: GitHubRequest, in transaction: GitHubTransaction) -> RESTAnswer {
    do {
      var input: JSONTree = [:]
      if !request.body.isEmpty {
        guard let parsed = JSONTree.parse(request.body) else { throw GitHubRefusal.badRequest("Problems parsing JSON") }
        input = parsed
      }
      let call = RESTCall(request: request, transaction: transaction, input: input)
      return try transaction.attempt { try call.route() }
    } catch let refusal as GitHubRefusal {
      return refusal.restAnswer
    } catch {
      return RESTAnswer(status: 500, body: ["message": .string("\(error)")])
    }
  }

  private func route() throws -> RESTAnswer {
    let parts = request.path.split(separator: "/").map { PercentCoding.decode($0) }
    switch (request.method, parts.first, parts.count) {
    // `gh auth status` reads the token's scopes from the headers of this.
    case ("GET", nil, 0): return RESTAnswer(body: ["current_user_url": "https://api.github.com/user"])
    case ("GET", "user", 1): return RESTAnswer(body: RESTShape.user(transaction.viewer.login, in: transaction.state))
    case (_, "repos", 3...): return try repositoryRoute("\(parts[1])/\(parts[2])", Array(parts.dropFirst(3)))
    case (_, "repositories", 2...):
      guard let id = Int(parts[1]), let repository = transaction.state.repositories.first(where: { $0.id == id }) else {
        throw GitHubRefusal.notFound("Not Found")
      }
      return try RESTRepositoryCall(call: self, repository: repository).route(Array(parts.dropFirst(2)))
    case _: throw GitHubRefusal.notFound("Not Found")
    }
  }

  private func repositoryRoute(_ fullName: String, _ rest: [String]) throws -> RESTAnswer {
    guard let index = transaction.state.repositoryIndex(fullName), !transaction.state.repositories[index].isHidden
    else { throw GitHubRefusal.notFound("Not Found") }
    let repository = transaction.state.repositories[index]
    if transaction.state.repositoryIndex(fullName, followRenames: false) == nil { return moved(to: repository, rest) }
    return try RESTRepositoryCall(call: self, repository: repository).route(rest)
  }

  private func moved(to repository: GitHubRepository, _ rest: [String]) -> RESTAnswer {
    let path = (["repositories", String(repository.id)] + rest).joined(separator: "/")
    var location = "https://api.github.com/" + path
    if !request.query.isEmpty {
      let items = request.query.map { PercentCoding.encode($0.name) + "=" + PercentCoding.encode($0.value) }
      location += "?" + items.joined(separator: "&")
    }
    let isRead = request.method == "GET"
    return RESTAnswer(
      status: isRead ? 301 : 307,
      body: [
        "message": .string(isRead ? "Moved Permanently" : "Temporary Redirect"), "url": .string(location),
        "documentation_url":
          "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
      ],
      headers: ["Location": location])
  }
}

extension GitHubRefusal {
  /// This refusal as a REST answer.
  var restAnswer: RESTAnswer {
    switch self {
    case .notFound(let message): Self.answer(404, message)
    case .forbidden(let message): Self.answer(403, message)
    case .badRequest(let message): Self.answer(400, message)
    case .unprocessable(let message, let errors, let restMessage):
      errors.isEmpty
        ? Self.answer(422, restMessage ?? message)
        : Self.answer(422, restMessage ?? "Validation Failed", errors: .array(errors))
    }
  }

  private static func answer(_ status: Int, _ message: String, errors: JSONTree? = nil) -> RESTAnswer {
    var members: [JSONTree.Member] = [.init("message", .string(message))]
    if let errors { members.append(.init("errors", errors)) }
    members.append(.init("documentation_url", "https://docs.github.com/rest"))
    members.append(.init("status", .string(String(status))))
    return RESTAnswer(status: status, body: .object(members))
  }
}
