import KBConfiguration
import KBForges

/// A place in a GraphQL text, both parts counted from 1.
struct GraphQLLocation: Equatable, Sendable {
  var line: Int
  var column: Int

  /// The place as it stands in an answer.
  var json: JSONTree { ["line": .int(line), "column": .int(column)] }
}

/// One entry of an answer's `errors`.
struct GraphQLError: Error, Equatable, Sendable {
  var message: String
  /// GitHub's own kind: NOT_FOUND, FORBIDDEN, …; nil for errors of the query language.
  var type: String?
  var path: [JSONTree] = []
  var location: GraphQLLocation?
  var extensions: JSONTree?

  /// The entry as it stands in an answer.
  var json: JSONTree {
    var members: [JSONTree.Member] = []
    if let type { members.append(.init("type", .string(type))) }
    if !path.isEmpty { members.append(.init("path", .array(path))) }
    if let extensions { members.append(.init("extensions", extensions)) }
    if let location { members.append(.init("locations", [location.json])) }
    members.append(.init("message", .string(message)))
    return .object(members)
  }
}

/// The errors that refuse a whole query before any of it is executed.
struct GraphQLErrors: Error {
  var errors: [GraphQLError]
}
