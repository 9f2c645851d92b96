/// Sizes of a sandbox's memory, as people write them.
package enum MemorySize {
  /// In MiB: what Docker Sandboxes take at least, and more than any machine has.
  package static let allowed = 512...1_048_576

  /// `4GiB`, `4G`, `8g`, `512MiB`, `512m` in MiB; nil for anything else. Units are powers of 1024.
  package static func mebibytes(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), number < 1 << 32 else { return nil }
    return switch text[digits.endIndex...].lowercased() {
    case "g", "gib": number * 1024
    case "m", "mib": number
    default: nil
    }
  }

  /// The shortest way to write it.
  package static func text(_ mebibytes: Int) -> String {
    mebibytes % 1024 == 0 ? "\"\(mebibytes / 1024)GiB\"" : "\"\(mebibytes)MiB\""
  }
}
