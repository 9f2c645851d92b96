import KBForges

/// Reads the text of a query.
struct GraphQLParser {
  private var reader: GraphQLTokenReader

  /// The document of a query text.
  ///
  /// - Throws: `GraphQLErrors` where the text is not GraphQL.
  static func document(_ text: String) throws -> GraphQLDocument {
    var parser = GraphQLParser(reader: try GraphQLTokenReader(text))
    return try parser.document()
  }

  private init(reader: GraphQLTokenReader) { self.reader = reader }

  private mutating func document() throws -> GraphQLDocument {
    var document = GraphQLDocument()
    if reader.isAtEnd {
      throw GraphQLErrors(errors: [GraphQLError(message: "A query attribute must be specified and must be a string.")])
    }
    while !reader.isAtEnd {
      if reader.isName("fragment") {
        let fragment = try fragment()
        document.fragments[fragment.name] = fragment
      } else {
        document.operations.append(try operation())
      }
    }
    return document
  }

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

  private mutating func fragment() throws -> GraphQLFragment {
    let location = reader.location
    reader.advance()
    let name = try reader.name()
    guard reader.takeName("on") else { throw reader.unexpected() }
    let type = try reader.name()
    return GraphQLFragment(name: name, type: type, selections: try selections(), location: location)
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
    if reader.takeName("on") {
      let type = try reader.name()
      let directives = try directives()
      return .inline(on: type, directives, try selections(), location)
    }
    if case .name(let name) = reader.current.kind {
      reader.advance()
      return .spread(name, try directives(), location)
    }
    let directives = try directives()
    return .inline(on: nil, directives, try selections(), location)
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
    let directives = try directives()
    return GraphQLField(
      alias: alias, name: name, arguments: arguments, directives: directives,
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

  private mutating func directives() throws -> [GraphQLDirective] {
    var directives: [GraphQLDirective] = []
    while reader.isMark("@") {
      let location = reader.location
      reader.advance()
      directives.append(
        GraphQLDirective(name: try reader.name(), arguments: try arguments(), location: location))
    }
    return directives
  }
}
