import KBForges

/// Reads the text of a query.
struct GraphQLParser {
  private var reader: GraphQLTokenReader

  /// The one operation of a query text.
  ///
  /// - Throws: `GraphQLErrors` where the text is not GraphQL.
  static func operation(_ text: String) throws -> GraphQLOperation {
    var parser = GraphQLParser(reader: try GraphQLTokenReader(text))
    guard !parser.reader.isAtEnd else {
      throw GraphQLErrors(errors: [GraphQLError(message: "A query attribute must be specified and must be a string.")])
    }
    let operation = try parser.operation()
    guard parser.reader.isAtEnd else { throw parser.reader.unexpected() }
    return operation
  }

  private init(reader: GraphQLTokenReader) { self.reader = reader }

  private mutating func operation() throws -> GraphQLOperation {
    let location = reader.location
    if reader.isMark("{") {
      return GraphQLOperation(
        kind: .query, name: nil, variables: [], selections: try selections(), location: location)
    }
    guard case .name(let word) = reader.current.kind, let kind = GraphQLOperation.Kind(rawValue: word) else {
      throw reader.unexpected()
    }
    reader.advance()
    var name: String?
    if case .name(let given) = reader.current.kind {
      name = given
      reader.advance()
    }
    var variables: [GraphQLVariable] = []
    if reader.takeMark("(") {
      while !reader.takeMark(")") { variables.append(try variable()) }
    }
    return GraphQLOperation(
      kind: kind, name: name, variables: variables, selections: try selections(), location: location)
  }

  private mutating func variable() throws -> GraphQLVariable {
    let location = reader.location
    try reader.mark("$")
    let name = try reader.name()
    try reader.mark(":")
    let type = try reader.type()
    let fallback = reader.takeMark("=") ? try reader.value() : nil
    return GraphQLVariable(name: name, type: type, fallback: fallback, location: location)
  }

  private mutating func selections() throws -> [GraphQLSelection] {
    try reader.mark("{")
    var selections: [GraphQLSelection] = []
    repeat { selections.append(try selection()) } while !reader.takeMark("}")
    return selections
  }

  private mutating func selection() throws -> GraphQLSelection {
    let location = reader.location
    guard reader.takeMark("...") else { return .field(try field()) }
    guard reader.takeName("on") else { throw reader.unexpected() }
    return .inline(on: try reader.name(), try selections(), location)
  }

  private mutating func field() throws -> GraphQLField {
    let location = reader.location
    var name = try reader.name()
    var alias: String?
    if reader.takeMark(":") {
      alias = name
      name = try reader.name()
    }
    let arguments = try arguments()
    return GraphQLField(
      alias: alias, name: name, arguments: arguments,
      selections: reader.isMark("{") ? try selections() : [], location: location)
  }

  private mutating func arguments() throws -> [String: GraphQLLiteral] {
    var arguments: [String: GraphQLLiteral] = [:]
    guard reader.takeMark("(") else { return [:] }
    repeat {
      let name = try reader.name()
      try reader.mark(":")
      arguments[name] = try reader.value()
    } while !reader.takeMark(")")
    return arguments
  }
}
