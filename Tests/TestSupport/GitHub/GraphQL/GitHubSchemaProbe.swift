/// Writes queries that ask for everything a type has, for the test that the emulation answers its whole schema.
package enum GitHubSchemaProbe {
  /// A selection of every field of a type, and of the fields of those down to a depth.
  ///
  /// - Throws: what reading the schema throws.
  package static func selection(of type: String, depth: Int) throws -> String {
    let schema = try GitHubSchema.schema.get()
    let fields = schema.types[type]?.fields ?? [:]
    let parts = try fields.sorted { $0.key < $1.key }.compactMap { name, field -> String? in
      guard let arguments = arguments(of: field) else { return nil }
      if schema.types[field.type.name]?.fields == nil { return name + arguments }
      guard depth > 0 else { return nil }
      return "\(name)\(arguments){\(try selection(of: field.type.name, depth: depth - 1))}"
    }
    return (["__typename"] + parts).joined(separator: " ")
  }

  private static func arguments(of field: GraphQLSchemaField) -> String? {
    if field.type.name.hasSuffix("Connection") { return "(first:2)" }
    let values = ["number": "1", "name": "\"PRD\"", "qualifiedName": "\"refs/heads/main\""]
    let required = field.arguments.filter { $0.value.isRequired }.keys.sorted()
    if required.isEmpty { return "" }
    if field.type.name == "PullRequest" { return "(number:4)" }
    let given = required.compactMap { name in values[name].map { "\(name):\($0)" } }
    return given.count == required.count ? "(\(given.joined(separator: ",")))" : nil
  }
}
