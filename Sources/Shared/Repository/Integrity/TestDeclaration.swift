/// Tells the declaration of a test from other lines.
struct TestDeclaration {
  private let signs: TestSigns
  private let language: TestLanguage
  private let marks: SignSearch

  init(_ signs: TestSigns, _ language: TestLanguage) {
    self.signs = signs
    self.language = language
    marks = SignSearch(signs.marks)
  }

  /// Whether an attribute makes a test of what follows it.
  func isMark(_ line: ArraySlice<UInt8>) -> Bool { marks.finds(in: line, whole: true) }

  /// Whether the line begins with an attribute.
  func beginsAttribute(_ bare: ArraySlice<UInt8>) -> Bool {
    switch language {
    case .swift, .python, .jvm, .elixir, .dart, .script: bare.first == UInt8(ascii: "@")
    case .rust, .php: bare.starts(with: "#[".utf8)
    case .dotnet: bare.first == UInt8(ascii: "[")
    case .go, .ruby, .c, .shell: false
    }
  }

  /// Whether an attribute goes to the end of its line: `@tag :skip`.
  var attributesTakeLines: Bool { language == .elixir }

  /// The name of the test that the rest of line `index` declares; nil where it declares none. `isMarked` says that an
  /// attribute has made a test of it.
  func name(in rest: CodeLine, _ lines: [CodeLine], _ index: Int, isMarked: Bool) -> String? {
    if isMarked { return functionName(rest, startingWith: nil) ?? callName(rest, lines, index) }
    if let function = signs.function, let name = functionName(rest, startingWith: function.names) { return name }
    return callName(rest, lines, index) ?? macroName(rest)
  }

  // MARK: Functions

  private static let keywords = ["func", "def", "fn", "fun", "function", "let", "void"]

  /// `func adds()`; with `names`, only one that begins so, behind the keyword of the language.
  private func functionName(_ line: CodeLine, startingWith names: [String]?) -> String? {
    var rest = line.code
    while !rest.isEmpty {
      rest = rest.drop { !SignSearch.isWord($0) }
      let word = rest.prefix { SignSearch.isWord($0) }
      rest = rest.dropFirst(word.count)
      let keywords = names == nil ? Self.keywords : signs.function.map { [$0.keyword] } ?? []
      if keywords.contains(where: { word.elementsEqual($0.utf8) }) {
        return Self.name(in: rest, line).flatMap { name in
          guard let names else { return name }
          let takesNothing = line.bare.contains { $0 == UInt8(ascii: "(") } || language == .ruby
          let isTest = names.contains(where: name.hasPrefix) && name != "TestMain" && takesNothing
          // A helper of XCTest's takes something.
          return isTest && (language != .swift || hasNoParameters(line)) ? name : nil
        }
      }
    }
    return names == nil ? Self.beforeParenthesis(line) : nil
  }

  private func hasNoParameters(_ line: CodeLine) -> Bool {
    let text = String(decoding: line.bare, as: UTF8.self)
    return text.contains("()")
  }

  /// The name at the beginning, behind a receiver as Go has it.
  private static func name(in rest: ArraySlice<UInt8>, _ line: CodeLine) -> String? {
    var rest = rest.drop { $0 <= 0x20 }
    if rest.first == UInt8(ascii: "("), let close = rest.firstIndex(of: UInt8(ascii: ")")) {
      rest = rest[(close + 1)...].drop { $0 <= 0x20 }
    }
    if rest.first == UInt8(ascii: "`") {
      let quoted = rest.drop { $0 == UInt8(ascii: "`") }.prefix { $0 != UInt8(ascii: "`") }
      return quoted.isEmpty ? nil : String(decoding: quoted, as: UTF8.self)
    }
    let name = rest.prefix { SignSearch.isWord($0) }
    return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
  }

  /// `public async Task Adds(int a)`: the word before the first parenthesis.
  private static func beforeParenthesis(_ line: CodeLine) -> String? {
    guard let open = line.bare.firstIndex(of: UInt8(ascii: "(")) else { return nil }
    let before = line.code[..<open]
    if before.last == UInt8(ascii: "`") {
      return before.dropLast().split(separator: UInt8(ascii: "`")).last.map { String(decoding: $0, as: UTF8.self) }
    }
    let name = before.reversed().prefix { SignSearch.isWord($0) }.reversed()
    return name.isEmpty ? nil : String(decoding: Array(name), as: UTF8.self)
  }

  // MARK: Calls and macros

  /// What may stand behind the name of a function that makes a test.
  private static let modifiers: Set = [
    "only", "skip", "each", "concurrent", "sequential", "failing", "todo", "fails", "fixme", "skipIf", "runIf", "slow",
    "for", "ignore", "prop",
  ]

  /// `it.only('adds', …)`, `it "adds" do`. The text may follow on a later line.
  private func callName(_ line: CodeLine, _ lines: [CodeLine], _ index: Int) -> String? {
    if signs.calls.isEmpty { return nil }
    let path = line.bare.prefix { SignSearch.isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "@") }
    let text = String(decoding: path, as: UTF8.self)
    let parts = text.split(separator: ".").map(String.init)
    guard let first = parts.first else { return nil }
    let isKnown =
      signs.calls.contains(text) || signs.calls.contains(first) && parts.dropFirst().allSatisfy(Self.modifiers.contains)
    let behind = line.bare[path.endIndex...].first
    guard isKnown, let behind, "( `{".utf8.contains(behind) else { return nil }
    // `test = 3`
    let next = line.bare[path.endIndex...].first { $0 > 0x20 }
    guard let next, "('\"`{".utf8.contains(next) else { return nil }
    for (distance, other) in lines[index...].prefix(parts.contains("each") ? 40 : 4).enumerated() {
      let bare = distance == 0 ? line.bare[path.endIndex...] : other.bare
      let code = distance == 0 ? line.code : other.code
      guard let open = bare.firstIndex(where: { "'\"`".utf8.contains($0) }) else { continue }
      let inner = code[(open + 1)...].prefix { $0 != code[open] }
      // The table of `it.each` may be a text as well.
      if parts.contains("each"), distance == 0, code[open] == UInt8(ascii: "`") { continue }
      return String(decoding: inner, as: UTF8.self)
    }
    return text
  }

  private func macroName(_ line: CodeLine) -> String? {
    guard signs.macros.contains(where: { line.bare.starts(with: $0.utf8) }),
      let open = line.bare.firstIndex(of: UInt8(ascii: "("))
    else { return nil }
    let close = line.bare[open...].firstIndex(of: UInt8(ascii: ")")) ?? line.bare.endIndex
    let inner = line.code[(open + 1)..<close]
    return inner.isEmpty ? nil : String(decoding: inner, as: UTF8.self)
  }
}

/// Attributes that stand before a declaration, over several lines.
struct PendingAttributes {
  /// Whether one of them makes a test of what follows.
  private(set) var isTest = false
  /// The one that keeps it from running.
  private(set) var skip: MarkedLine?
  /// Blanks before the first of them.
  private(set) var indent: Int?
  /// Brackets that are still open.
  private var depth = 0

  /// Takes the attributes off the beginning of a line and returns the rest.
  mutating func take(_ line: CodeLine, isSkip: Bool, of declarations: TestDeclaration) -> CodeLine {
    var rest = line.bare
    while !rest.isEmpty, depth > 0 || declarations.beginsAttribute(rest) {
      indent = indent ?? line.indent
      if isSkip, skip == nil { skip = line.marked }
      if declarations.isMark(rest) { isTest = true }
      if depth == 0 {
        let name = rest.dropFirst().prefix { SignSearch.isWord($0) || ".:".utf8.contains($0) }
        // `#[` and `[` open a bracket themselves.
        if rest.first == UInt8(ascii: "@") { rest = rest[name.endIndex...] }
      }
      if rest.first.map({ depth > 0 || "([#".utf8.contains($0) }) == true {
        rest = afterBrackets(rest)
      } else if declarations.attributesTakeLines {
        rest = rest[rest.endIndex...]
      }
      rest = rest.drop { $0 <= 0x20 }
    }
    let start = rest.startIndex
    return CodeLine(number: line.number, indent: line.indent, code: line.code[start...], bare: rest)
  }

  /// What stands behind the bracket that closes the first; empty where it does not close on this line.
  private mutating func afterBrackets(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    for index in text.indices {
      if "([{".utf8.contains(text[index]) { depth += 1 }
      if ")]}".utf8.contains(text[index]) { depth -= 1 }
      if depth <= 0, text[index] != UInt8(ascii: "#") {
        depth = 0
        return text[(index + 1)...]
      }
    }
    return text[text.endIndex...]
  }
}
