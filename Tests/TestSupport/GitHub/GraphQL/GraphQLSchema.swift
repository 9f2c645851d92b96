/// One argument of a field, or one field of an input object.
struct GraphQLInputField: Sendable {
  var type: GraphQLTypeReference
  var fallback: GraphQLLiteral?
  /// Whether a query must give it.
  var isRequired: Bool { type.isNonNull && fallback == nil }
}

/// One field of an object or interface.
struct GraphQLSchemaField: Sendable {
  var type: GraphQLTypeReference
  var arguments: [String: GraphQLInputField]
}

/// One type of the schema.
struct GraphQLSchemaType: Sendable {
  enum Kind: Sendable {
    case scalar
    case object(fields: [String: GraphQLSchemaField], interfaces: [String])
    case interface(fields: [String: GraphQLSchemaField])
    case union(members: [String])
    case enumeration(values: [String])
    case input(fields: [String: GraphQLInputField])
  }

  var name: String
  var kind: Kind

  /// The fields that can be selected; nil for a type that is a value.
  var fields: [String: GraphQLSchemaField]? {
    switch kind {
    case .object(let fields, _), .interface(let fields): fields
    case .union: [:]
    case .scalar, .enumeration, .input: nil
    }
  }
}

/// The types that queries are checked against, read from a text in the schema language.
struct GraphQLSchema: Sendable {
  private(set) var types: [String: GraphQLSchemaType] = [:]

  /// Reads a schema text.
  ///
  /// - Throws: `GraphQLErrors` where the text is wrong.
  init(_ text: String) throws {
    for name in ["Int", "Float", "String", "Boolean", "ID"] {
      types[name] = GraphQLSchemaType(name: name, kind: .scalar)
    }
    var reader = try GraphQLTokenReader(text)
    while !reader.isAtEnd {
      let type = try Self.type(&reader)
      types[type.name] = type
    }
  }

  /// The schema of a server that lacks some fields.
  func without(_ missing: [(type: String, field: String)]) -> GraphQLSchema {
    var schema = self
    for (type, field) in missing {
      guard case .object(var fields, let interfaces)? = types[type].flatMap({ schema.types[$0.name]?.kind }) else {
        continue
      }
      fields[field] = nil
      schema.types[type]?.kind = .object(fields: fields, interfaces: interfaces)
    }
    return schema
  }

  /// The type's own name and the names of the object types that can stand for it.
  func possibleTypes(_ name: String) -> Set<String> {
    switch types[name]?.kind {
    case .union(let members): Set(members)
    case .interface:
      Set(
        types.values.filter {
          if case .object(_, let interfaces) = $0.kind { interfaces.contains(name) } else { false }
        }.map(\.name))
    case .object: [name]
    case .scalar, .enumeration, .input, nil: []
    }
  }

  private static func type(_ reader: inout GraphQLTokenReader) throws -> GraphQLSchemaType {
    let keyword = try reader.name()
    let name = try reader.name()
    switch keyword {
    case "scalar": return GraphQLSchemaType(name: name, kind: .scalar)
    case "type":
      var interfaces: [String] = []
      if reader.takeName("implements") {
        repeat { interfaces.append(try reader.name()) } while reader.takeMark("&")
      }
      return GraphQLSchemaType(name: name, kind: .object(fields: try fields(&reader), interfaces: interfaces))
    case "interface": return GraphQLSchemaType(name: name, kind: .interface(fields: try fields(&reader)))
    case "union":
      try reader.mark("=")
      var members: [String] = []
      repeat { members.append(try reader.name()) } while reader.takeMark("|")
      return GraphQLSchemaType(name: name, kind: .union(members: members))
    case "enum":
      var values: [String] = []
      try reader.mark("{")
      while !reader.takeMark("}") { values.append(try reader.name()) }
      return GraphQLSchemaType(name: name, kind: .enumeration(values: values))
    case "input":
      try reader.mark("{")
      return GraphQLSchemaType(name: name, kind: .input(fields: try inputFields(&reader, until: "}")))
    case _: throw reader.unexpected()
    }
  }

  private static func fields(_ reader: inout GraphQLTokenReader) throws -> [String: GraphQLSchemaField] {
    var fields: [String: GraphQLSchemaField] = [:]
    try reader.mark("{")
    while !reader.takeMark("}") {
      let name = try reader.name()
      let arguments = reader.takeMark("(") ? try inputFields(&reader, until: ")") : [:]
      try reader.mark(":")
      fields[name] = GraphQLSchemaField(type: try reader.type(), arguments: arguments)
    }
    return fields
  }

  private static func inputFields(
    _ reader: inout GraphQLTokenReader, until end: String
  ) throws -> [String: GraphQLInputField] {
    var fields: [String: GraphQLInputField] = [:]
    while !reader.takeMark(end) {
      let name = try reader.name()
      try reader.mark(":")
      let type = try reader.type()
      fields[name] = GraphQLInputField(type: type, fallback: reader.takeMark("=") ? try reader.value() : nil)
    }
    return fields
  }
}
