/// Masks private keys in text that comes line by line: what stands between the first and the last line of one. Lines of
/// plain words in between are somebody else's, and stay.
package struct KeyMask: Sendable {
  /// Lines that may still be the key's; 0 outside of one. A first line without a last one must not mask a whole log.
  private var linesLeft = 0
  /// More than the longest key has that is in use.
  private static let most = 400

  package init() {}

  /// The text of one or more lines; what it has left open goes on with the next text.
  package mutating func mask(_ text: String) -> String {
    if linesLeft == 0 && !text.utf8.contains(Self.sign) { return text }
    // A carriage return and a line feed are one character.
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { mask(line: $0) }
      .joined(separator: "\n")
  }

  private static let sign = "PRIVATE KEY".utf8

  private mutating func mask(line: Substring) -> String {
    var result = ""
    var rest = line
    while linesLeft > 0 || rest.utf8.contains(Self.sign) {
      if linesLeft > 0, let end = rest.firstRange(of: "-----END ") {
        result += (end.lowerBound == rest.startIndex ? "" : "***") + rest[end]
        rest = rest[end.upperBound...]
        linesLeft = 0
      } else if let start = Self.endOfFirstLine(in: rest) {
        result += rest[..<start]
        rest = rest[start...]
        linesLeft = Self.most
      } else if linesLeft > 0 {
        linesLeft -= 1
        return result + (Self.isForeign(rest) ? rest : "***")
      } else {
        break
      }
    }
    return result + rest
  }

  /// Where `-----BEGIN … PRIVATE KEY-----`, or that of a PGP block, ends; nil where there is none.
  private static func endOfFirstLine(in line: Substring) -> Substring.Index? {
    var rest = line
    while let start = rest.firstRange(of: "-----BEGIN ") {
      rest = rest[start.upperBound...]
      let name = rest.prefix { $0.isUppercase || $0 == " " }
      if name.hasSuffix("PRIVATE KEY") || name.hasSuffix("PRIVATE KEY BLOCK"), rest[name.endIndex...].hasPrefix("-----")
      {
        return rest.index(name.endIndex, offsetBy: 5)
      }
    }
    return nil
  }

  /// Whether a line has nothing, or two plain words and none that could be a part of a key.
  private static func isForeign(_ line: Substring) -> Bool {
    let words = line.split(whereSeparator: \.isWhitespace)
    let isLong = words.contains { word in
      word.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0))) }.contains { $0.count >= 20 }
    }
    return words.isEmpty || !isLong && words.count { $0.allSatisfy(\.isLetter) } >= 2
  }
}
