/// What in a text calls people, names or closes issues, or becomes a link by itself, wherever it stands: `@bob`, `#9`,
/// `GH-9`, `acme/api#9`, addresses.
/// https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
/// https://docs.github.com/en/issues/tracking-your-work-with-issues/linking-a-pull-request-to-an-issue
/// https://github.github.com/gfm/#autolinks-extension-
package enum References {
  /// Invisible, and enough to keep a forge from seeing a mention, a number or an address.
  package static let joiner = "\u{200D}"
  static let joinerBytes = Array(joiner.utf8)

  /// The text with a joiner within each.
  package static func broken(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(where: isFirst) else { return text }
    var safe: [UInt8] = []
    safe.reserveCapacity(bytes.count + 64)
    var index = 0
    while index < bytes.count { index = appendBroken(bytes, at: index, to: &safe) }
    return String(decoding: safe, as: UTF8.self)
  }

  /// Appends what stands at an index, with a joiner where a reference begins there, and returns the index behind it.
  static func appendBroken(_ bytes: [UInt8], at index: Int, to safe: inout [UInt8]) -> Int {
    let length = mark(in: bytes, at: index)
    safe += bytes[index..<(index + max(1, length))]
    if length > 0 { safe += joinerBytes }
    return index + max(1, length)
  }

  private static func isFirst(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "g"),
      UInt8(ascii: "G"), UInt8(ascii: "w"), UInt8(ascii: "W"):
      true
    default: false
    }
  }

  /// Bytes of a reference's beginning that stand at an index; 0 where none does.
  private static func mark(in bytes: [UInt8], at index: Int) -> Int {
    switch bytes[index] {
    case UInt8(ascii: "@"), UInt8(ascii: "#"): isWord(bytes, at: index + 1) ? 1 : 0
    case UInt8(ascii: ":"): begins(bytes, at: index, "://") ? 1 : 0
    case UInt8(ascii: "g"), UInt8(ascii: "G"):
      begins(bytes, at: index, "gh-") && !isWord(bytes, at: index - 1) && isWord(bytes, at: index + 3) ? 3 : 0
    case UInt8(ascii: "w"), UInt8(ascii: "W"):
      begins(bytes, at: index, "www.") ? 3 : 0
    case UInt8(ascii: "/"):
      paths.first { begins(bytes, at: index, $0) }?.utf8.count ?? 0
    default: 0
    }
  }

  private static let paths = ["/issues/", "/pull/", "/discussions/", "/work_items/", "/merge_requests/"]

  private static func isWord(_ bytes: [UInt8], at index: Int) -> Bool {
    guard bytes.indices.contains(index) else { return false }
    switch bytes[index] {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
    default: return false
    }
  }

  /// Whether a word stands at an index, in any case. `word` is in small letters.
  private static func begins(_ bytes: [UInt8], at index: Int, _ word: String) -> Bool {
    guard index + word.utf8.count <= bytes.count else { return false }
    return zip(bytes[index...], word.utf8).allSatisfy { byte, letter in
      byte == letter || (0x41...0x5A).contains(byte) && byte | 0x20 == letter
    }
  }
}
