#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
import KBFailures
import KBSystem

/// A value of a GraphQL variable.
enum GraphQLValue: Encodable, Equatable, Sendable {
  case string(String)
  case integer(Int)
  case null

  init(_ text: String?) { self = text.map(Self.string) ?? .null }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .null: try container.encodeNil()
    }
  }
}

/// What a GraphQL request sends.
struct GraphQLQuestion: Encodable {
  let query: String
  let variables: [String: GraphQLValue]
}

/// One entry of `errors`; GraphQL tells refusals this way, with HTTP status 200.
package struct GraphQLError: Decodable, Equatable, Sendable {
  package let message: String
  /// `NOT_FOUND`, `FORBIDDEN`, …; nil for errors of the query itself and of GitHub's own.
  package let type: String?
  /// Names of the fields from the top, list positions left out; empty where it is about the whole request.
  package let path: [String]
  /// Whether single sign-on is the reason; only some refusals say so.
  package let isSAML: Bool

  /// `undefinedField` and the like, of a query that the server's schema does not allow; nil else.
  private let code: String?

  private enum Key: String, CodingKey { case message, type, path, extensions }

  package init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: Key.self)
    message = try object.decodeIfPresent(String.self, forKey: .message) ?? "no message"
    type = try object.decodeIfPresent(String.self, forKey: .type)
    path = try object.decodeIfPresent([Step].self, forKey: .path)?.compactMap(\.name) ?? []
    let extensions = try? object.decodeIfPresent(Extensions.self, forKey: .extensions)
    isSAML = extensions?.saml_failure ?? false
    code = extensions?.code
  }

  /// Something asked for does not exist or may not be seen, at a known place of the answer.
  package var isMissingPart: Bool {
    !path.isEmpty && ["NOT_FOUND", "FORBIDDEN", "INSUFFICIENT_SCOPES"].contains(type ?? "")
  }

  var isRateLimit: Bool {
    ["RATE_LIMITED", "RATE_LIMIT"].contains(type ?? "") || GHRefusal.isRateLimit(message)
      || message.contains("submitted too quickly")
  }

  /// The server does not know a part of the query, as an older GitHub Enterprise Server (cli/cli#8103). It has answered
  /// nothing then.
  var isUnknownPart: Bool {
    let codes = ["undefinedField", "undefinedType", "argumentNotAccepted", "argumentLiteralsIncompatible"]
    return codes.contains(code ?? "") || message.contains("doesn't exist on type")
  }

  /// The query asks for more than one may: https://github.blog/changelog/2025-09-01-graphql-api-resource-limits, and the
  /// node limit of docs.github.com, "Rate limits and query limits for the GraphQL API".
  var isTooBig: Bool {
    ["RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED"].contains(type ?? "")
      || message.hasPrefix("Resource limits for this query exceeded")
      || message.contains("exceeds the maximum limit of")
  }

  /// The failure that it is, other than a rate limit, and other than what `GHResponse.refusal` tells apart.
  func failure(_ what: String) -> ExpectedFailure {
    switch type {
    case "NOT_FOUND": .forgeNotFound(what, why: message)
    case "FORBIDDEN": .forgeForbidden(what, why: message)
    case "SERVICE_UNAVAILABLE", "INTERNAL", "INTERNAL_SERVER_ERROR", "TIMEOUT": .forgeUnavailable(what, why: message)
    // GitHub's text for its own time limit and its own mistakes, which have no type.
    case nil where message.hasPrefix("Something went wrong") || message.lowercased().contains("timed out"):
      .forgeUnavailable(what, why: message)
    case nil, .some: .forgeInvalid(what, why: message)
    }
  }

  private struct Extensions: Decodable {
    let saml_failure: Bool?
    let code: String?
  }

  private struct Step: Decodable {
    let name: String?
    init(from decoder: any Decoder) throws { name = try? decoder.singleValueContainer().decode(String.self) }
  }
}

extension GHResponse {
  /// Refuses a GraphQL answer that has errors which `isTolerable` does not let pass. Pure.
  ///
  /// - Throws: KB-G002 to KB-G013, and `GitHubUnknownFields`.
  func refuseErrors(
    _ what: String, host: String, now: Date, except isTolerable: (GraphQLError) -> Bool
  ) throws {
    let errors = try decoded(GraphQLErrors.self, what).errors ?? []
    if let limit = errors.first(where: \.isRateLimit) { throw limited(now: now, why: limit.message) }
    if let error = errors.first(where: \.isTooBig) { throw ExpectedFailure.forgeQueryTooBig(what, why: error.message) }
    let unknown = errors.filter(\.isUnknownPart)
    if !unknown.isEmpty { throw GitHubUnknownFields(errors: unknown) }
    if let error = errors.first(where: { !isTolerable($0) }) {
      throw refusal(what, host: host, error) ?? error.failure(what)
    }
  }

  /// The body as a value.
  ///
  /// - Throws: KB-G007 where it is something else; KB-G005 where `gh` says that it lost the connection in the middle.
  func decoded<Answer: Decodable>(_ type: Answer.Type, _ what: String) throws(ExpectedFailure) -> Answer {
    do {
      return try JSONDecoder().decode(type, from: Data(body.utf8))
    } catch {
      // `gh` writes `gh: …` where GitHub refused, and `invalid character …` where it could not read the answer itself.
      if exit != .success, !errors.isEmpty, !errors.hasPrefix("gh: "), !errors.hasPrefix("invalid character") {
        throw .forgeUnavailable(what, why: String(errors.prefix(500)))
      }
      throw .forgeAnswerUnreadable(what, why: Self.place(of: error))
    }
  }

  private static func place(of error: any Error) -> String {
    let context: DecodingError.Context? =
      switch error as? DecodingError {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        context
      case nil: nil
      @unknown default: nil
      }
    guard let context else { return "it is not as expected" }
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
  }
}

private struct GraphQLErrors: Decodable {
  let errors: [GraphQLError]?
}
