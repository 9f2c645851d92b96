/// Reads JSON as RFC 8259 has it. The toolchain's decoder takes a key that is there twice, and names no line.
struct JSONTreeReader {
  private static let deepest = 32

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var depth = 0

  /// The one value that the text holds. The text must be valid UTF-8.
  static func read(_ text: String) throws(JSONFault) -> JSONTree {
    var reader = JSONTreeReader(bytes: Array(text.utf8))
    if reader.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
    reader.skipBlanks()
    guard reader.next != nil else { throw reader.fault("the file is empty; {} is the shortest") }
    let tree = try reader.value()
    reader.skipBlanks()
    if reader.next != nil { throw reader.fault("there is more text after the end of the object") }
    return tree
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func fault(_ what: String) -> JSONFault { JSONFault(line: line, what: what) }

  private func unexpected(_ wanted: String) -> JSONFault {
    guard let next else { return fault("the file ends where \(wanted) should be") }
    let shown = next < 0x20 ? "a line end or control character" : "`\(Character(UnicodeScalar(next)))`"
    return fault("\(wanted) should be where \(next < 0x80 ? shown : "another character") is")
  }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
      if byte == 0x0A { line += 1 }
      index += 1
    }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard next == character.asciiValue else { return false }
    index += 1
    return true
  }

  private mutating func value() throws(JSONFault) -> JSONTree {
    let start = line
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw fault("the values lie more than \(Self.deepest) deep in each other") }
    let content: JSONTree.Content
    switch next {
    case UInt8(ascii: "{"): content = .object(try members())
    case UInt8(ascii: "["): content = .array(try elements())
    case UInt8(ascii: "\""): content = .string(try string())
    case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): content = .number(try number())
    default: content = try word()
    }
    return JSONTree(content: content, line: start)
  }

  private mutating func members() throws(JSONFault) -> [JSONTree.Member] {
    index += 1
    var members: [JSONTree.Member] = []
    skipBlanks()
    if take("}") { return [] }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
      let keyLine = line
      let key = try string()
      if let first = members.first(where: { $0.key == key }) {
        throw fault("the key `\(key)` is there twice, first on line \(first.line)")
      }
      skipBlanks()
      guard take(":") else { throw unexpected("`:`") }
      skipBlanks()
      members.append(JSONTree.Member(key: key, line: keyLine, value: try value()))
      skipBlanks()
      if take("}") { return members }
      guard take(",") else { throw unexpected("`,` or `}`") }
    }
  }

  private mutating func elements() throws(JSONFault) -> [JSONTree] {
    index += 1
    var elements: [JSONTree] = []
    skipBlanks()
    if take("]") { return [] }
    while true {
      skipBlanks()
      elements.append(try value())
      skipBlanks()
      if take("]") { return elements }
      guard take(",") else { throw unexpected("`,` or `]`") }
    }
  }

  private mutating func word() throws(JSONFault) -> JSONTree.Content {
    let words: [(String, JSONTree.Content)] = [("true", .bool(true)), ("false", .bool(false)), ("null", .null)]
    for (word, content) in words where bytes[index...].starts(with: word.utf8) {
      index += word.utf8.count
      return content
    }
    throw unexpected("a value")
  }

  private mutating func number() throws(JSONFault) -> String {
    let start = index
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func digits() throws(JSONFault) {
    guard let first = next, (0x30...0x39).contains(first) else { throw unexpected("a digit") }
    while let byte = next, (0x30...0x39).contains(byte) { index += 1 }
  }

  private mutating func string() throws(JSONFault) -> String {
    index += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        index += 1
        text += try escaped()
      case 0..<0x20: throw fault("a text is not closed by `\"` on its line")
      default:
        text.append(byte)
        index += 1
      }
    }
    throw fault("the file ends inside a text")
  }

  private mutating func escaped() throws(JSONFault) -> [UInt8] {
    let plain: [Character: UInt8] = [
      "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 0x08, "f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09,
    ]
    if let next, let byte = plain[Character(UnicodeScalar(next))] {
      index += 1
      return [byte]
    }
    guard take("u") else { throw unexpected("one of `\"\\/bfnrtu`") }
    var code = try hexadecimal()
    if (0xD800..<0xDC00).contains(code) {
      guard take("\\"), take("u") else { throw fault("half a surrogate pair in a text") }
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw fault("half a surrogate pair in a text") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = UnicodeScalar(code) else { throw fault("half a surrogate pair in a text") }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
    let digits = bytes[index...].prefix(4)
    let isHex = digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
    guard digits.count == 4, isHex, let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw unexpected("four hexadecimal digits")
    }
    index += 4
    return code
  }
}
