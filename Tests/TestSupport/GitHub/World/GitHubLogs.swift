#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One request that the world took, as written to `requests.jsonl`.
package struct GitHubLoggedRequest: Codable, Equatable, Sendable {
  /// 1 for the world's first request.
  package var number: Int
  package var method: String
  /// The path without leading slash and query.
  package var path: String
  /// The query as sent.
  package var query: String
  /// The GraphQL operation's name; nil for REST and unnamed operations.
  package var operation: String?
  /// The names of the GraphQL operation's top fields.
  package var fields: [String]
  /// A hash of the GraphQL variables: equal for equal variables.
  package var variablesHash: String?
  /// The status that was answered; 0 where no answer was given.
  package var status: Int
  /// The fault that struck.
  package var fault: String?
  /// The account whose token came with it.
  package var login: String?
  /// The process that brought the request: the double, or the emulator.
  package var pid: Int
  /// Seconds since 1970.
  package var time: Double
}

/// What a request did to the world.
package enum GitHubEffectKind: String, Codable, CaseIterable, Sendable {
  case pullRequestCreated, pullRequestUpdated, pullRequestClosed, pullRequestReopened
  case readyForReview, reviewRequested
  case commentCreated, commentUpdated
  case issueClosed, issueReopened, issueUpdated
  case labelCreated, labelAdded
}

/// One effect, as written to `effects.jsonl`.
package struct GitHubEffect: Codable, Equatable, Sendable {
  package var kind: GitHubEffectKind
  /// `owner/name` of the repository.
  package var repository: String
  /// The issue's or pull request's number; nil for a label of the repository.
  package var number: Int?
  /// What it was about: the branch, the label, the reviewer, the comment's id, the state reason.
  package var detail: String
  /// False where the request asked for what was already so: closing a closed issue, an update with the same text.
  package var changed: Bool
  /// The account that did it.
  package var login: String
  /// The request's number in `requests.jsonl`.
  package var request: Int
  package var pid: Int
  /// Seconds since 1970.
  package var time: Double
}

extension GitHubWorld {
  /// Every request so far, oldest first.
  package var requests: [GitHubLoggedRequest] { get throws { try lines(of: "requests.jsonl") } }

  /// Every effect so far, oldest first.
  package var effects: [GitHubEffect] { get throws { try lines(of: "effects.jsonl") } }

  /// The effects of one kind that changed something, for assertions of "exactly once".
  package func effects(_ kind: GitHubEffectKind, number: Int? = nil) throws -> [GitHubEffect] {
    try effects.filter { $0.kind == kind && $0.changed && (number == nil || $0.number == number) }
  }

  /// Forgets the logs, so that a test counts from here.
  package func clearLogs() throws {
    try locked { for name in ["requests.jsonl", "effects.jsonl"] { unlink(directory + "/" + name) } }
  }
}
