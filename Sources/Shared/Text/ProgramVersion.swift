/// A program's version as its `--version` tells it.
package struct ProgramVersion: Equatable, Comparable, Sendable, CustomStringConvertible {
  /// Major, minor, patch.
  package let numbers: [Int]

  package init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    numbers = [major, minor, patch]
  }

  /// The first `2.38` or `v0.46.0` in the text; nil where there is none.
  package init?(in text: some StringProtocol) {
    for word in text.split(whereSeparator: { $0.isWhitespace || "(),:".contains($0) }) {
      let digits = word.drop { $0 == "v" }.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      let numbers = digits.split(separator: ".").prefix(3).compactMap { Int($0) }
      guard numbers.count >= 2 else { continue }
      self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
      return
    }
    return nil
  }

  package static func < (left: ProgramVersion, right: ProgramVersion) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }

  /// `2.38` for 2.38.0, `0.46.1`.
  package var description: String {
    numbers.prefix(numbers[2] == 0 ? 2 : 3).map(String.init).joined(separator: ".")
  }
}
