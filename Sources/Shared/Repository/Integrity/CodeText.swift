/// A file of code, taken apart into code, strings and comments. Each text is as long as the file and has its line feeds;
/// what is not its own is blank. It knows no language whole: what it gets wrong ends with the line, or with the next string
/// of several lines.
struct CodeText {
  /// How a language writes comments and strings.
  struct Lexis {
    /// What begins a comment that ends with its line.
    var comment = "//"
    /// `/* … */`.
    var hasBlocks = true
    /// Around strings of one line.
    var quotes: String
    /// Three of them are around strings of several lines.
    var hasTriples = false
    /// Around strings of several lines, one alone; empty where there are none.
    var raw = ""
  }

  /// Without comments.
  private(set) var code: [UInt8]
  /// Without comments and without what stands within quotes.
  private(set) var bare: [UInt8]
  /// What stands in comments.
  private(set) var comments: [UInt8]

  private enum State {
    case code
    case comment
    case block
    /// `count` quotes end it.
    case string(quote: UInt8, count: Int)
  }

  init(_ bytes: [UInt8], _ lexis: Lexis) {
    let blank = bytes.map { $0 == Self.feed ? $0 : 0x20 }
    (code, bare, comments) = (blank, blank, blank)
    let mark = Array(lexis.comment.utf8)
    let isHash = mark == [UInt8(ascii: "#")]
    let quotes = Array(lexis.quotes.utf8)
    let raw = Array(lexis.raw.utf8)
    var state = State.code
    var index = 0

    func begins(_ text: [UInt8]) -> Bool {
      index + text.count <= bytes.count && bytes[index..<index + text.count].elementsEqual(text)
    }
    func quoteCount(_ quote: UInt8) -> Int { bytes[index...].prefix(3).prefix { $0 == quote }.count }

    while index < bytes.count {
      let byte = bytes[index]
      switch state {
      case .code:
        if byte == mark[0], begins(mark), !isHash || index == 0 || bytes[index - 1] <= 0x20 {
          state = .comment
          index += mark.count
          continue
        }
        if lexis.hasBlocks, begins(Self.open) {
          state = .block
          index += 2
          continue
        }
        code[index] = byte
        bare[index] = byte
        if raw.contains(byte) {
          state = .string(quote: byte, count: 1)
        } else if quotes.contains(byte) {
          let count = lexis.hasTriples && quoteCount(byte) == 3 ? 3 : 1
          for other in 0..<count { (code[index + other], bare[index + other]) = (byte, byte) }
          index += count - 1
          state = .string(quote: byte, count: count)
        }
      case .comment:
        if byte == Self.feed { state = .code } else { comments[index] = byte }
      case .block:
        if begins(Self.close) {
          state = .code
          index += 1
        } else if byte != Self.feed {
          comments[index] = byte
        }
      case .string(let quote, let count):
        if byte == Self.feed, count == 1, !raw.contains(quote) {
          state = .code
        } else if byte == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] != Self.feed {
          (code[index], code[index + 1]) = (byte, bytes[index + 1])
          index += 1
        } else if byte == quote, count == 1 || quoteCount(quote) == 3 {
          for other in 0..<count { (code[index + other], bare[index + other]) = (byte, byte) }
          index += count - 1
          state = .code
        } else if byte != Self.feed {
          code[index] = byte
        }
      }
      index += 1
    }
  }

  private static let feed = UInt8(ascii: "\n")
  private static let open = Array("/*".utf8)
  private static let close = Array("*/".utf8)
}
