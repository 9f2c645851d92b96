import Foundation

/// Texts that somebody or something has damaged, the same ones for the same seed.
struct Mutations {
  private var state: UInt64

  /// What numbers are replaced by: what overflows, what is no whole number, what is no time of day.
  private static let numbers = [
    "0", "-1", "1e300", "-1e300", "9223372036854775807", "-9223372036854775808", "2147483648", "4294967295", "1e18",
    "253402300800", "0.5", "1e-300", "null", "\"x\"", "18446744073709551616",
  ]

  init(seed: UInt64) {
    state = seed &+ 0x9E37_79B9_7F4A_7C15
  }

  /// A number below `limit` (splitmix64).
  mutating func number(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, limit)))
  }

  /// A damaged line of JSON, without a newline: every second one has only another number somewhere and stays whole.
  mutating func line(of text: String) -> [UInt8] {
    number(below: 2) == 0 ? Array(withOtherNumber(text).utf8) : bytes(of: Array(text.utf8)).filter { $0 != 10 }
  }

  /// The text with one of its numbers replaced.
  mutating func withOtherNumber(_ text: String) -> String {
    let places = text.ranges(of: /-?[0-9]+(\.[0-9]+)?/)
    guard !places.isEmpty else { return text }
    return text.replacingCharacters(
      in: places[number(below: places.count)], with: Self.numbers[number(below: Self.numbers.count)])
  }

  /// Bytes that were cut off, turned, taken out, doubled or put in.
  mutating func bytes(of bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...number(below: 3) where !bytes.isEmpty {
      let place = number(below: bytes.count)
      let end = min(bytes.count, place + 1 + number(below: 20))
      switch number(below: 6) {
      case 0: bytes.removeSubrange(place...)
      case 1: bytes[place] ^= UInt8(1 << number(below: 8))
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4: bytes.insert(UInt8(number(below: 256)), at: place)
      default: bytes.insert(contentsOf: [[0], [0xFF, 0xFE], Array("{\"[".utf8)][number(below: 3)], at: place)
      }
    }
    return bytes
  }
}
