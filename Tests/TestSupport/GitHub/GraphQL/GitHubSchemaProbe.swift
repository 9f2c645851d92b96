/// Writes the query that asks for everything, for the test that the emulation answers its whole schema.
package enum GitHubSchemaProbe {
  /// Every field that a query can reach down to a depth, of a repository `octo/widgets` and its issue 1.
  ///
  /// - Throws: what reading the schema throws.
  package static func query(depth: Int) throws -> String { "{\(try selection(of: "Query", depth: depth))}" }

  private static func selection(of type: String, depth: Int) throws -> String {
    let schema = try GitHubSchema.schema.get()
    if case .union(let members)? = schema.types[type]?.kind {
      return try members.map { "... on \($0) {\(try selection(of: $0, depth: depth))}" }.joined(separator: " ")
    }
    let fields = schema.types[type]?.fields ?? [:]
    let parts = try fields.sorted { $0.key < $1.key }.compactMap { name, field -> String? in
      let arguments = arguments(of: field)
      if schema.types[field.type.name]?.fields == nil { return name + arguments }
      guard depth > 0 else { return nil }
      return "\(name)\(arguments){\(try selection(of: field.type.name, depth: depth - 1))}"
    }
    return (["__typename"] + parts).joined(separator: " ")
  }

  private static func arguments(of field: GraphQLSchemaField) -> String {
    if field.type.name.hasSuffix("Connection") { return field.arguments["first"] == nil ? "(last:2)" : "(first:2)" }
    let values = ["number": "1", "owner": "\"octo\"", "name": "\"widgets\""]
    let given = field.arguments.keys.sorted().compactMap { name in values[name].map { "\(name):\($0)" } }
    return given.isEmpty ? "" : "(\(given.joined(separator: ",")))"
  }
}
