/// Looks for signs in lines of code, each sign by its first byte.
struct SignSearch {
  private struct Sign {
    let bytes: [UInt8]
    let isAtStart: Bool
  }

  private var byFirst: [UInt8: [Sign]] = [:]

  init(_ signs: [String]) {
    for sign in signs {
      let isAtStart = sign.count > 1 && sign.hasPrefix("^")
      let bytes = Array((isAtStart ? String(sign.dropFirst()) : sign).utf8)
      byFirst[bytes[0], default: []].append(Sign(bytes: bytes, isAtStart: isAtStart))
    }
  }

  /// Whether the line, which has no blanks at its ends, has one of the signs. With `whole`, a sign that ends with a letter
  /// ends its word, too.
  func finds(in line: ArraySlice<UInt8>, whole: Bool = false) -> Bool {
    if byFirst.isEmpty { return false }
    for index in line.indices {
      guard let signs = byFirst[line[index]] else { continue }
      let follows = index > line.startIndex && Self.isWord(line[index - 1])
      for sign in signs where line[index...].starts(with: sign.bytes) {
        if sign.isAtStart ? index != line.startIndex : follows && Self.isWord(line[index]) { continue }
        let end = index + sign.bytes.count
        let goesOn = end < line.endIndex && Self.isWord(line[end]) && Self.isWord(line[end - 1])
        if !((whole || sign.isAtStart) && goesOn) { return true }
      }
    }
    return false
  }

  /// Whether it may be part of a name; so may what is not ASCII.
  static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
      || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 && byte >= 0x41
  }
}
