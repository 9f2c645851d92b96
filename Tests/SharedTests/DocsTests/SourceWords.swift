/// The words of a Swift file that are code: comments and the text of strings are left out, what strings interpolate is not.
struct SourceWords {
  /// A word and the line that it stands in, counted from 1.
  struct Word: Equatable {
    let text: String
    let line: Int
  }

  private(set) var all: [Word] = []
  private let bytes: [UInt8]
  private var place = 0
  private var line = 1

  init(_ text: String) {
    bytes = Array(text.utf8)
    readCode(untilParenthesis: false)
  }

  private func has(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in bytes[place...].starts(with: wanted) }
  }

  private mutating func skip(_ count: Int = 1) {
    for _ in 0..<count where place < bytes.count {
      if bytes[place] == UInt8(ascii: "\n") { line += 1 }
      place += 1
    }
  }

  /// To the end, or to the parenthesis that closes an interpolation.
  private mutating func readCode(untilParenthesis: Bool) {
    var depth = 0
    while place < bytes.count {
      if has("//") {
        while place < bytes.count, !has("\n") { skip() }
      } else if has("\"") || has("#\"") {
        readString()
      } else if Self.isPartOfWord(bytes[place]) {
        readWord()
      } else {
        if has("(") { depth += 1 }
        if has(")") { depth -= 1 }
        skip()
        if untilParenthesis, depth < 0 { return }
      }
    }
  }

  private mutating func readWord() {
    let start = place
    while place < bytes.count, Self.isPartOfWord(bytes[place]) { skip() }
    all.append(Word(text: String(decoding: bytes[start..<place], as: UTF8.self), line: line))
  }

  /// `"…"`, `"""…"""`, and both between `#`.
  private mutating func readString() {
    let isRaw = has("#")
    if isRaw { skip() }
    let isLong = has("\"\"\"")
    skip(isLong ? 3 : 1)
    while place < bytes.count {
      if isRaw ? has("\\#(") : has("\\(") {
        skip(isRaw ? 3 : 2)
        readCode(untilParenthesis: true)
      } else if !isRaw, has("\\") {
        skip(2)
      } else if isLong ? has("\"\"\"") : has("\"") {
        skip(isLong ? 3 : 1)
        if isRaw, !has("#") { continue }
        if isRaw { skip() }
        return
      } else {
        skip()
      }
    }
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
