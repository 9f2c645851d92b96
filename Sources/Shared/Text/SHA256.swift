/// SHA-256 as FIPS 180-4 defines it: the toolchain brings no hash on Linux, and names of sandboxes hold one.
package enum SHA256 {
  /// 64 lower-case hexadecimal digits of the text's UTF-8.
  package static func hex(of text: String) -> String { hex(of: Array(text.utf8)) }

  /// The same of bytes.
  package static func hex(of bytes: [UInt8]) -> String {
    digest(bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  private static let constants: [UInt32] = fractions(ofRoots: 3, count: 64)
  private static let start: [UInt32] = fractions(ofRoots: 2, count: 8)

  private static func digest(_ message: [UInt8]) -> [UInt8] {
    var padded = message + [0x80]
    padded += [UInt8](repeating: 0, count: (119 - message.count % 64) % 64)
    let bits = UInt64(message.count) * 8
    padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    var state = start
    for block in stride(from: 0, to: padded.count, by: 64) { compress(padded[block..<block + 64], into: &state) }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
  }

  private static func compress(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
      block[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let first = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
      let second = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
      words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
    }
    var v = state
    for index in 0..<64 {
      let sum1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
      let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
      let first = v[7] &+ sum1 &+ choice &+ constants[index] &+ words[index]
      let sum0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
      let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      v = [first &+ sum0 &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    for index in 0..<8 { state[index] = state[index] &+ v[index] }
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

  /// The first 32 bits of the fractional parts of the square (2) or cube (3) roots of the first primes.
  private static func fractions(ofRoots degree: Int, count: Int) -> [UInt32] {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < count {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { prime in
      // The largest x with x^degree <= prime * 2^(32*degree), bit by bit; its low 32 bits are the fraction.
      var root: UInt64 = 0
      for bit in (0..<37).reversed() where isPower(root | 1 << UInt64(bit), degree, atMost: prime) {
        root |= 1 << UInt64(bit)
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }

  /// Whether `root^degree <= prime * 2^(32*degree)`.
  private static func isPower(_ root: UInt64, _ degree: Int, atMost prime: UInt64) -> Bool {
    let wide = UInt128(root)
    if degree == 2 { return wide * wide <= UInt128(prime) << 64 }
    return wide * wide * wide <= UInt128(prime) << 96
  }
}
