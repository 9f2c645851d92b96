import KBConfiguration

/// A type as written in a query or in the schema: `[String!]!`.
indirect enum GraphQLTypeReference: Equatable, Sendable, CustomStringConvertible {
  case named(String)
  case list(GraphQLTypeReference)
  case nonNull(GraphQLTypeReference)

  /// The name inside all lists and exclamation marks.
  var name: String {
    switch self {
    case .named(let name): name
    case .list(let inner), .nonNull(let inner): inner.name
    }
  }

  /// Whether null is excluded.
  var isNonNull: Bool { if case .nonNull = self { true } else { false } }

  /// The type without its outer exclamation mark.
  var nullable: GraphQLTypeReference { if case .nonNull(let inner) = self { inner } else { self } }

  /// Whether it is a list, null or not.
  var isList: Bool { if case .list = nullable { true } else { false } }

  var description: String {
    switch self {
    case .named(let name): name
    case .list(let inner): "[\(inner)]"
    case .nonNull(let inner): "\(inner)!"
    }
  }
}

/// A value as written in a query.
indirect enum GraphQLLiteral: Equatable, Sendable, CustomStringConvertible {
  case variable(String)
  case int(Int)
  case float(Double)
  case string(String)
  case bool(Bool)
  case null
  case name(String)
  case list([GraphQLLiteral])
  case object([String: GraphQLLiteral])

  /// The value as GitHub quotes it in its messages.
  var description: String {
    switch self {
    case .variable(let name): "$" + name
    case .int(let number): String(number)
    case .float(let number): String(number)
    case .string(let text): JSONTree.string(text).json
    case .bool(let flag): String(flag)
    case .null: "null"
    case .name(let name): name
    case .list(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
    }
  }

  /// Every variable that the value mentions.
  var variables: [String] {
    switch self {
    case .variable(let name): [name]
    case .list(let elements): elements.flatMap(\.variables)
    case .object(let members): members.values.flatMap(\.variables)
    case .int, .float, .string, .bool, .null, .name: []
    }
  }
}

/// One declared variable of an operation.
struct GraphQLVariable: Equatable, Sendable {
  var name: String
  var type: GraphQLTypeReference
  var fallback: GraphQLLiteral?
  var location: GraphQLLocation
}

/// A field with its alias, arguments and selections.
struct GraphQLField: Equatable, Sendable {
  var alias: String?
  var name: String
  var arguments: [String: GraphQLLiteral]
  var selections: [GraphQLSelection]
  var location: GraphQLLocation

  /// The key in the answer.
  var key: String { alias ?? name }
}

/// One thing between braces.
indirect enum GraphQLSelection: Equatable, Sendable {
  case field(GraphQLField)
  case inline(on: String, [GraphQLSelection], GraphQLLocation)
}

/// A query or a mutation.
struct GraphQLOperation: Equatable, Sendable {
  enum Kind: String, Sendable { case query, mutation }

  var kind: Kind
  var name: String?
  var variables: [GraphQLVariable]
  var selections: [GraphQLSelection]
  var location: GraphQLLocation

  /// How GitHub names the operation at the start of error paths.
  var pathName: JSONTree { .string(name.map { "\(kind.rawValue) \($0)" } ?? kind.rawValue) }
}
