/// A member of a JSON object, cut out of its text: a big one need not be read to be passed on.
package enum JSONMember {
  /// The text of the value of `name` in an object that may hold others; nil where the text has no such member at its top,
  /// or is `null` there. Of text that is no JSON it may be anything.
  package static func text(of name: String, in object: String) -> String? {
    let bytes = Array(object.utf8)
    let wanted = Array(name.utf8)
    var depth = 0
    var place = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        let end = endOfString(place, bytes)
        if depth == 1, bytes[(place + 1)..<max(place + 1, end - 1)].elementsEqual(wanted),
          let value = valueStart(end, bytes)
        {
          let text = String(decoding: bytes[value..<endOfValue(value, bytes)], as: UTF8.self)
          return text == "null" ? nil : text
        }
        place = end - 1
      default: break
      }
      place += 1
    }
    return nil
  }

  /// The place after a string that begins at `start`.
  private static func endOfString(_ start: Int, _ bytes: [UInt8]) -> Int {
    var place = start + 1
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place + 1, bytes.count)
  }

  /// Where the value after a key begins; nil where no colon follows: it was a value itself.
  private static func valueStart(_ afterKey: Int, _ bytes: [UInt8]) -> Int? {
    guard let colon = bytes[afterKey...].firstIndex(where: { !isBlank($0) }), bytes[colon] == UInt8(ascii: ":") else {
      return nil
    }
    return bytes[(colon + 1)...].firstIndex { !isBlank($0) }
  }

  private static func endOfValue(_ start: Int, _ bytes: [UInt8]) -> Int {
    var depth = 0
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return place }
        depth -= 1
        if depth == 0 { return place + 1 }
      case UInt8(ascii: "\""):
        place = endOfString(place, bytes)
        if depth == 0 { return place }
        continue
      case UInt8(ascii: ","): if depth == 0 { return place }
      default: if depth == 0, isBlank(bytes[place]) { return place }
      }
      place += 1
    }
    return bytes.count
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
