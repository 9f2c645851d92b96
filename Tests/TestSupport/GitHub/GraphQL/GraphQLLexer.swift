import KBForges

/// One word of a GraphQL text.
struct GraphQLToken: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case name(String)
    case int(Int)
    case float(Double)
    case string(String)
    /// `{`, `}`, `(`, `)`, `[`, `]`, `:`, `!`, `=`, `|`, `&`, `@`, `$` or `...`.
    case mark(String)
    case end
  }

  var kind: Kind
  var location: GraphQLLocation
}

/// Takes a GraphQL text apart into words. Commas, blanks and comments separate words and mean nothing.
struct GraphQLLexer {
  private let text: [Unicode.Scalar]
  private var position = 0
  private var line = 1
  private var lineStart = 0

  /// Every word of a text, with an end mark.
  static func tokens(of text: String) throws -> [GraphQLToken] {
    var lexer = GraphQLLexer(text: Array(text.unicodeScalars))
    var tokens: [GraphQLToken] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private init(text: [Unicode.Scalar]) { self.text = text }

  private var current: Unicode.Scalar? { position < text.count ? text[position] : nil }
  private var here: GraphQLLocation { GraphQLLocation(line: line, column: position - lineStart + 1) }

  private mutating func next() throws -> GraphQLToken {
    skipIgnored()
    let location = here
    guard let scalar = current else { return GraphQLToken(kind: .end, location: location) }
    switch scalar {
    case "{", "}", "(", ")", "[", "]", ":", "!", "=", "|", "&", "@", "$":
      position += 1
      return GraphQLToken(kind: .mark(String(Character(scalar))), location: location)
    case "." where text[position...].starts(with: "...".unicodeScalars):
      position += 3
      return GraphQLToken(kind: .mark("..."), location: location)
    case "\"":
      return GraphQLToken(kind: .string(try string(from: location)), location: location)
    case "-", "0"..."9":
      return GraphQLToken(kind: try number(from: location), location: location)
    case "_", "a"..."z", "A"..."Z":
      let name = take { "_".unicodeScalars.contains($0) || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
      return GraphQLToken(kind: .name(name), location: location)
    case _:
      throw Self.refusal("Parse error on \"\(Character(scalar))\" (UNKNOWN_CHAR)", location)
    }
  }

  /// The refusal of a text at a place.
  static func refusal(_ message: String, _ location: GraphQLLocation) -> GraphQLErrors {
    GraphQLErrors(errors: [
      GraphQLError(message: "\(message) at [\(location.line), \(location.column)]", location: location)
    ])
  }

  private mutating func skipIgnored() {
    while let scalar = current {
      switch scalar {
      case "\n":
        position += 1
        line += 1
        lineStart = position
      case " ", "\t", "\r", ",", "\u{FEFF}": position += 1
      case "#": _ = take { $0 != "\n" }
      case _: return
      }
    }
  }

  private mutating func take(while isWanted: (Unicode.Scalar) -> Bool) -> String {
    var taken = String.UnicodeScalarView()
    while let scalar = current, isWanted(scalar) {
      taken.append(scalar)
      position += 1
    }
    return String(taken)
  }

  private mutating func number(from location: GraphQLLocation) throws -> GraphQLToken.Kind {
    let digits = take { "-+.eE0123456789".unicodeScalars.contains($0) }
    if let whole = Int(digits) { return .int(whole) }
    if let fraction = Double(digits) { return .float(fraction) }
    throw Self.refusal("Parse error on \"\(digits)\" (BAD_NUMBER)", location)
  }

  private mutating func string(from location: GraphQLLocation) throws -> String {
    if text[position...].starts(with: "\"\"\"".unicodeScalars) { return try blockString(from: location) }
    position += 1
    var value = String.UnicodeScalarView()
    while let scalar = current, scalar != "\n" {
      position += 1
      if scalar == "\"" { return String(value) }
      value.append(scalar == "\\" ? try escaped(from: location) : scalar)
    }
    throw Self.refusal("Parse error on bad string (BAD_STRING)", location)
  }

  private mutating func escaped(from location: GraphQLLocation) throws -> Unicode.Scalar {
    guard let scalar = current else { throw Self.refusal("Parse error on bad string (BAD_STRING)", location) }
    position += 1
    switch scalar {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "u":
      let digits = String(String.UnicodeScalarView(text[position..<min(text.count, position + 4)]))
      position += digits.unicodeScalars.count
      guard digits.count == 4, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
        throw Self.refusal("Parse error on bad Unicode escape sequence", location)
      }
      return scalar
    case _: return scalar
    }
  }

  private mutating func blockString(from location: GraphQLLocation) throws -> String {
    position += 3
    var value = String.UnicodeScalarView()
    while let scalar = current {
      if text[position...].starts(with: "\"\"\"".unicodeScalars) {
        position += 3
        return String(value)
      }
      if scalar == "\n" {
        line += 1
        lineStart = position + 1
      }
      value.append(scalar)
      position += 1
    }
    throw Self.refusal("Parse error on bad string (BAD_STRING)", location)
  }
}
