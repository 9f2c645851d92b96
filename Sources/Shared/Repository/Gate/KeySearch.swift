#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBText

/// Looks for keys in the bytes of a file.
enum KeySearch {
  struct Hit: Equatable {
    /// Where it begins.
    let offset: Int
    /// What it is, for people, such as `GitHub`.
    let kind: String
    /// The key itself, which is shown to nobody.
    let bytes: ArraySlice<UInt8>
    /// Whether it is one of the values that were looked for.
    var isValue = false

    static func == (left: Hit, right: Hit) -> Bool { left.offset == right.offset && left.kind == right.kind }
  }

  /// Keys of services, first lines of private keys with a key behind them, and `values`, in the order of their places.
  static func hits(in bytes: [UInt8], values: [[UInt8]] = []) -> [Hit] {
    (words(in: bytes) + privateKeys(in: bytes)
      + values.flatMap { value in
        places(of: value, in: bytes).map {
          Hit(offset: $0, kind: "a value of an ignored file", bytes: bytes[$0..<$0 + value.count], isValue: true)
        }
      }).sorted { $0.offset < $1.offset }
  }

  private static func words(in bytes: [UInt8]) -> [Hit] {
    var hits: [Hit] = []
    let isWordByte = KeyTable.isWordByte
    bytes.withUnsafeBufferPointer { buffer in
      var index = 0
      while index < buffer.count {
        guard isWordByte[Int(buffer[index])] else {
          index += 1
          continue
        }
        let start = index
        while index < buffer.count, isWordByte[Int(buffer[index])] { index += 1 }
        // The shortest key of the table.
        guard index - start >= 20 else { continue }
        let word = bytes[start..<index]
        if let service = KeyTable.service(ofKey: word) { hits.append(Hit(offset: start, kind: service, bytes: word)) }
      }
    }
    return hits
  }

  private static let first = Array("-----BEGIN ".utf8)

  /// A text that speaks of such a line has no key behind it.
  private static func privateKeys(in bytes: [UInt8]) -> [Hit] {
    places(of: first, in: bytes).compactMap { start in
      let name = bytes[(start + first.count)...].prefix(40).prefix {
        $0 == 0x20 || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
      }
      let text = String(decoding: name, as: UTF8.self)
      guard text.hasSuffix("PRIVATE KEY") || text.hasSuffix("PRIVATE KEY BLOCK") else { return nil }
      let body = bytes[name.endIndex...].prefix(400)
      guard let run = longestRun(in: body), run.count >= 40 else { return nil }
      return Hit(offset: start, kind: "a private key", bytes: run)
    }
  }

  /// The longest run of base64.
  private static func longestRun(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    bytes.split {
      !($0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "=") || KeyTable.isWordByte[Int($0)])
        || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }.max { $0.count < $1.count }
  }

  /// `memchr(3)` for the first byte: a file is looked through at the speed of memory, in a debug build too.
  private static func places(of wanted: [UInt8], in bytes: [UInt8]) -> [Int] {
    guard let first = wanted.first else { return [] }
    return bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return [] }
      var places: [Int] = []
      var start = 0
      while start + wanted.count <= raw.count,
        let found = memchr(base + start, Int32(first), raw.count - wanted.count + 1 - start)
      {
        let place = base.distance(to: UnsafeRawPointer(found))
        let isThere = memcmp(found, wanted, wanted.count) == 0
        if isThere { places.append(place) }
        start = place + (isThere ? wanted.count : 1)
      }
      return places
    }
  }
}
