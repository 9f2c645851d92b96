/// A line of Markdown prose that an agent or a stranger wrote, as it may stand in a comment: emphasis and code stay, and
/// nothing calls, refers, links, embeds or hides. Safe by construction: each backtick of the result is escaped or belongs to a
/// code span that begins and ends on the line, and what could begin anything else but emphasis is escaped.
/// https://github.github.com/gfm/#inlines
enum ProseLine {
  static func defused(_ line: String) -> String {
    let bytes = Array(line.utf8)
    guard bytes.contains(where: { !isInert($0) }) else { return SkipWords.inert(line) }
    var safe: [UInt8] = []
    safe.reserveCapacity(bytes.count + 64)
    var runs = BacktickRuns(bytes)
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\") where index + 1 < bytes.count && isPunctuation(bytes[index + 1]):
        // An escape stays one; what it escapes may still call people, as `\@bob` does.
        safe.append(bytes[index])
        index = References.appendBroken(bytes, at: index + 1, to: &safe)
      case UInt8(ascii: "`"):
        let length = run(in: bytes, at: index)
        if let end = runs.end(ofSpanAt: index, length) {
          safe += bytes[index..<end]
          index = end
        } else {
          for _ in 0..<length { safe += [UInt8(ascii: "\\"), UInt8(ascii: "`")] }
          index += length
        }
      case UInt8(ascii: "~"):
        let length = run(in: bytes, at: index)
        // Three begin a block of code; one and two strike out.
        for _ in 0..<length {
          if length > 2 { safe.append(UInt8(ascii: "\\")) }
          safe.append(UInt8(ascii: "~"))
        }
        index += length
      case UInt8(ascii: "<"), UInt8(ascii: "["), UInt8(ascii: "&"):
        safe += [UInt8(ascii: "\\"), bytes[index]]
        index += 1
      default:
        index = References.appendBroken(bytes, at: index, to: &safe)
      }
    }
    return SkipWords.inert(MarkdownText.withoutMarker(String(decoding: safe, as: UTF8.self)))
  }

  private static func isInert(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: " "), UInt8(ascii: ","): true
    default: false
    }
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  fileprivate static func run(in bytes: [UInt8], at index: Int) -> Int {
    var end = index
    while end < bytes.count, bytes[end] == bytes[index] { end += 1 }
    return end - index
  }
}

/// Where runs of backticks end a code span that an earlier one of the same length has begun.
private struct BacktickRuns {
  private let bytes: [UInt8]
  /// Beginnings by length, the last first.
  private var starts: [Int: [Int]] = [:]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var all: [(start: Int, length: Int)] = []
    var index = 0
    while index < bytes.count {
      let length = bytes[index] == UInt8(ascii: "`") ? ProseLine.run(in: bytes, at: index) : 0
      if length > 0 { all.append((index, length)) }
      index += max(1, length)
    }
    for run in all.reversed() { starts[run.length, default: []].append(run.start) }
  }

  /// The index behind the span; nil where the line has no end for it, or a bar that could end it as a table's cell.
  mutating func end(ofSpanAt index: Int, _ length: Int) -> Int? {
    while let next = starts[length]?.last, next < index + length { starts[length]?.removeLast() }
    guard let close = starts[length]?.last, !bytes[index..<close].contains(UInt8(ascii: "|")) else { return nil }
    return close + length
  }
}
