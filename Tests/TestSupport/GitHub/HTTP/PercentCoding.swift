/// URL coding of query parameters.
package enum PercentCoding {
  /// `a%20b+c` as `a b c`.
  package static func decode(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+") {
        bytes.append(UInt8(ascii: " "))
      } else if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text as Go's `url.QueryEscape` writes it: `a b` as `a+b`.
  package static func encode(_ text: String) -> String {
    var coded = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar == " " {
        coded += "+"
      } else if scalar.properties.isAlphabetic && byte < 0x80 || (0x30...0x39).contains(byte)
        || "-_.~".utf8.contains(byte)
      {
        coded.unicodeScalars.append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        coded += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return coded
  }
}
