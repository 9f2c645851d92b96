/// What goes wrong with a request that a rule matches.
package enum GitHubFault: Codable, Equatable, Sendable {
  /// Answers this status and does nothing.
  case status(code: Int)
  /// Does what was asked and then answers this status.
  case actThenFail(code: Int)
  /// Answers this status; what was asked takes effect once so many further requests have been served.
  case failThenAct(code: Int, afterRequests: Int)
  /// Never answers.
  case hang(acting: Bool)
  /// Closes the connection without a byte of an answer.
  case lostAnswer(acting: Bool)
  /// Closes the connection in the middle of the body.
  case cutAnswer(acting: Bool)
  /// Answers 200 with a body that is not JSON.
  case garbage(acting: Bool)
  /// Does what was asked, and answers after this time.
  case slow(milliseconds: Int)
  /// 401, as for a revoked token.
  case unauthorized
  /// 403 of the secondary rate limit; without Retry-After where nil. Seconds.
  case secondaryLimit(retryAfter: Int?)
  /// 403 of the primary rate limit: nothing remaining until the reset, in seconds from now.
  case primaryLimit(resetIn: Int)
  /// 404, as for a repository that the token can't see.
  case notFound
  /// GraphQL's way to fail: status 200 with one error of this type (FORBIDDEN, RATE_LIMITED, …) and no data.
  case graphQLError(type: String, message: String)
  /// One of GitHub's refusals that are about an account, a token or a repository, as REST and GraphQL tell it.
  case refusal(GitHubSaidNo)
}

/// When a fault strikes. Every given condition must hold.
package struct GitHubFaultRule: Codable, Equatable, Sendable {
  /// The HTTP method.
  package var method: String?
  /// How the path begins, without the leading slash, for example `repos/o/r/issues/3`.
  package var pathPrefix: String?
  /// How the path ends, without the query, for example `/comments`.
  package var pathSuffix: String?
  /// The GraphQL operation's name, or the name of one of its top fields, for example `addComment`.
  package var operation: String?
  /// How many matching requests are served properly first.
  package var skip: Int
  /// How many matching requests then meet the fault.
  package var count: Int
  /// What happens to them.
  package var fault: GitHubFault

  /// A rule for the matching requests number `skip + 1` to `skip + count`.
  package init(
    _ fault: GitHubFault, method: String? = nil, pathPrefix: String? = nil, pathSuffix: String? = nil,
    operation: String? = nil, skip: Int = 0, count: Int = 1
  ) {
    self.method = method
    self.pathPrefix = pathPrefix
    self.pathSuffix = pathSuffix
    self.operation = operation
    self.skip = skip
    self.count = count
    self.fault = fault
  }

  /// Whether a request is one that this rule counts.
  func matches(_ request: GitHubRequest, operations: [String]) -> Bool {
    if let method, method.uppercased() != request.method { return false }
    if let pathPrefix, !request.path.lowercased().hasPrefix(pathPrefix.lowercased()) { return false }
    if let pathSuffix, !request.path.hasSuffix(pathSuffix) { return false }
    if let operation, !operations.contains(operation) { return false }
    return true
  }
}
