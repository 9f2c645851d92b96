import KBConfiguration

/// Reads words in order; shared by the readers of queries and of the schema.
struct GraphQLTokenReader {
  private let tokens: [GraphQLToken]
  private var position = 0

  init(_ text: String) throws { tokens = try GraphQLLexer.tokens(of: text) }

  /// The next word.
  var current: GraphQLToken { tokens[position] }
  /// Where the next word is.
  var location: GraphQLLocation { current.location }
  /// Whether all words are taken.
  var isAtEnd: Bool { current.kind == .end }

  /// Takes the next word, whatever it is.
  mutating func advance() { position = min(position + 1, tokens.count - 1) }

  /// Whether the next word is this mark.
  func isMark(_ mark: String) -> Bool { current.kind == .mark(mark) }

  /// Whether the next word is this name.
  func isName(_ name: String) -> Bool { current.kind == .name(name) }

  /// Takes this mark if it is next.
  mutating func takeMark(_ mark: String) -> Bool {
    guard isMark(mark) else { return false }
    advance()
    return true
  }

  /// Takes this name if it is next.
  mutating func takeName(_ name: String) -> Bool {
    guard isName(name) else { return false }
    advance()
    return true
  }

  /// Takes this mark, and refuses anything else.
  mutating func mark(_ mark: String) throws {
    guard takeMark(mark) else { throw unexpected() }
  }

  /// Takes a name, and refuses anything else.
  mutating func name() throws -> String {
    guard case .name(let name) = current.kind else { throw unexpected() }
    advance()
    return name
  }

  /// Takes a type.
  mutating func type() throws -> GraphQLTypeReference {
    var type: GraphQLTypeReference
    if takeMark("[") {
      type = .list(try self.type())
      try mark("]")
    } else {
      type = .named(try name())
    }
    if takeMark("!") { type = .nonNull(type) }
    return type
  }

  /// Takes a value.
  mutating func value() throws -> GraphQLLiteral {
    let token = current
    advance()
    switch token.kind {
    case .int(let number): return .int(number)
    case .float(let number): return .float(number)
    case .string(let text): return .string(text)
    case .name("true"): return .bool(true)
    case .name("false"): return .bool(false)
    case .name("null"): return .null
    case .name(let name): return .name(name)
    case .mark("$"): return .variable(try name())
    case .mark("["):
      var elements: [GraphQLLiteral] = []
      while !takeMark("]") { elements.append(try value()) }
      return .list(elements)
    case .mark("{"):
      var members: [String: GraphQLLiteral] = [:]
      while !takeMark("}") {
        let name = try name()
        try mark(":")
        members[name] = try value()
      }
      return .object(members)
    case .mark, .end:
      position -= token.kind == .end ? 0 : 1
      throw unexpected()
    }
  }

  /// The refusal of the next word, worded like GitHub's.
  func unexpected() -> GraphQLErrors {
    switch current.kind {
    case .end: GraphQLLexer.refusal("Expected more of the document, actual: end of file", location)
    case .name(let name): GraphQLLexer.refusal("Parse error on \"\(name)\" (IDENTIFIER)", location)
    case .int(let number): GraphQLLexer.refusal("Parse error on \"\(number)\" (INT)", location)
    case .float(let number): GraphQLLexer.refusal("Parse error on \"\(number)\" (FLOAT)", location)
    case .string(let text): GraphQLLexer.refusal("Parse error on \(JSONTree.string(text).json) (STRING)", location)
    case .mark(let mark): GraphQLLexer.refusal("Parse error on \"\(mark)\"", location)
    }
  }
}
