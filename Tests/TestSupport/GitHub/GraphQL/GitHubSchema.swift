import Foundation

/// The part of GitHub's public GraphQL schema that krutrimbox's queries use, in GitHub's own names and types. The
/// emulation answers this and no more.
package enum GitHubSchema {
  /// The schema, read once.
  static let schema: Result<GraphQLSchema, any Error> = Result {
    try GraphQLSchema(String(contentsOfFile: file, encoding: .utf8))
  }

  /// `Tests/Fixtures/GitHub/schema.graphql`, which says where it is from.
  private static let file: String = {
    let tests = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    return tests.appendingPathComponent("Fixtures/GitHub/schema.graphql").path
  }()

  /// What GitHub would refuse in a query, in its own words; empty where the query is right.
  ///
  /// - Throws: where the schema can't be read, or the text is no query.
  package static func refusals(of query: String) throws -> [String] {
    try validation(of: query).errors.map(\.message)
  }

  /// What a query asks for: `Type.field`, `Type.field(argument)`, `Input.field`, `Enum.VALUE` and `... on Type`.
  ///
  /// - Throws: as `refusals(of:)`.
  package static func parts(of query: String) throws -> Set<String> { try validation(of: query).parts }

  /// All that the schema has to ask for, in the words of `parts(of:)`. Left out are the fields that a type has from its
  /// interface, and the values of enums that answers bring.
  ///
  /// - Throws: where the schema can't be read.
  package static func parts() throws -> Set<String> {
    let schema = try schema.get()
    var parts: Set<String> = []
    let answered = Set(schema.types.values.flatMap { ($0.fields ?? [:]).values.map(\.type.name) })
    for type in schema.types.values {
      switch type.kind {
      case .object(let fields, let interfaces):
        let own = fields.filter { name, _ in !interfaces.contains { schema.types[$0]?.fields?[name] != nil } }
        for (name, field) in own {
          parts.insert("\(type.name).\(name)")
          parts.formUnion(field.arguments.keys.map { "\(type.name).\(name)(\($0))" })
        }
      case .interface(let fields): parts.formUnion(fields.keys.map { "\(type.name).\($0)" })
      case .input(let fields): parts.formUnion(fields.keys.map { "\(type.name).\($0)" })
      case .enumeration(let values):
        if !answered.contains(type.name) { parts.formUnion(values.map { "\(type.name).\($0)" }) }
      case .union(let members): parts.formUnion(members.map { "... on \($0)" })
      case .scalar: break
      }
    }
    return parts
  }

  private static func validation(of query: String) throws -> GraphQLValidation {
    GraphQLValidation(of: try GraphQLParser.operation(query), schema: try schema.get())
  }
}
