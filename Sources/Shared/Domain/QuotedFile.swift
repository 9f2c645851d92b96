/// A file in which quotes are looked for. Blanks and line breaks count as one blank, so that indentation does not matter.
/// That the words stand there is all that krutrimbox can say; whether they prove anything, the reviewer has judged. Pure.
package struct QuotedFile: Sendable {
  private let bytes: [UInt8]
  /// The line of each byte, from 1.
  private let lines: [Int32]

  /// A quote shorter than this counts only where it is a whole line.
  private static let least = 8

  package init(_ text: String) { (bytes, lines) = Self.squeezed(text) }

  /// The line at which the quote begins, the nearest to `wanted` where it stands at several; nil where it stands nowhere,
  /// or says too little to be found again.
  package func line(of quote: String, near wanted: Int) -> Int? {
    guard quote.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
    let needle = Self.squeezed(quote).bytes
    var best: Int?
    for start in starts(of: needle) {
      let isWhole = needle.count >= Self.least || isWholeLine(start, needle.count)
      let line = Int(lines[start])
      if isWhole, best.map({ abs(line - wanted) < abs($0 - wanted) }) ?? true { best = line }
    }
    return best
  }

  private func isWholeLine(_ start: Int, _ count: Int) -> Bool {
    let end = start + count
    // A line break is a blank that belongs to the line before it.
    let begins = start == 0 || lines[start - 1] != lines[start]
    let ends = end == bytes.count || bytes[end] == 0x20 && lines[end + 1] != lines[end - 1]
    return begins && ends
  }

  private func starts(of needle: [UInt8]) -> [Int] {
    guard let first = needle.first, needle.count <= bytes.count else { return [] }
    return bytes.withUnsafeBufferPointer { all in
      needle.withUnsafeBufferPointer { wanted in
        var found: [Int] = []
        for start in 0...(all.count - wanted.count) where all[start] == first {
          var place = 1
          while place < wanted.count, all[start + place] == wanted[place] { place += 1 }
          if place == wanted.count { found.append(start) }
        }
        return found
      }
    }
  }

  private static func squeezed(_ text: String) -> (bytes: [UInt8], lines: [Int32]) {
    var bytes: [UInt8] = []
    var lines: [Int32] = []
    bytes.reserveCapacity(text.utf8.count)
    lines.reserveCapacity(text.utf8.count)
    var line: Int32 = 1
    for byte in text.utf8 {
      let isBlank = byte == 0x20 || (0x09...0x0d).contains(byte)
      if !isBlank {
        bytes.append(byte)
        lines.append(line)
      } else if let last = bytes.last, last != 0x20 {
        bytes.append(0x20)
        lines.append(line)
      }
      if byte == 0x0a { line += 1 }
    }
    if bytes.last == 0x20 {
      bytes.removeLast()
      lines.removeLast()
    }
    return (bytes, lines)
  }
}
