/// Amounts of tokens, as people write them.
package enum TokenAmount {
  /// From one token to more than any night can use.
  static let allowed = 1...1_000_000_000_000
  /// What it looks like, for messages.
  package static let forms = "an amount such as 5M, 800k or 5000000"

  /// Reads `5M`, `2.5M`, `800k` or `5000000`; nil for anything else, and for nothing.
  package static func read(_ text: String) -> Int? {
    let (digits, unit) =
      switch text.last {
      case "k", "K": (text.dropLast(), 1000)
      case "m", "M": (text.dropLast(), 1_000_000)
      default: (text[...], 1)
      }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ isNumber($0, digits: 13) }), let whole = Int(parts[0]),
      whole <= allowed.upperBound / unit
    else { return nil }
    var amount = whole * unit
    if parts.count == 2 {
      guard unit > 1, isNumber(parts[1], digits: 3), let thousandths = Int((parts[1] + "00").prefix(3)) else {
        return nil
      }
      amount += thousandths * unit / 1000
    }
    return allowed.contains(amount) ? amount : nil
  }

  /// `88`, `412k`, `4.1M`.
  package static func short(_ count: Int) -> String {
    if count < 1000 { return "\(count)" }
    if count < 999_500 { return "\((count + 500) / 1000)k" }
    let tenths = count.addingBounded(50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10)M"
  }

  private static func isNumber(_ text: Substring, digits: Int) -> Bool {
    (1...digits).contains(text.count) && text.allSatisfy { $0.isASCII && $0.isNumber }
  }
}
