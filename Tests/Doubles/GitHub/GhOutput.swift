import KBConfiguration
import TestSupport

/// How `gh api` shows answers.
enum GhOutput {
  /// Status line and headers as `-i` prints them: the line ends of a file, then those of HTTP; names in Go's spelling.
  static func head(of response: GitHubResponse, version: String) -> [UInt8] {
    var text = "\(version) \(response.status) \(response.reason)\n"
    let lines = response.headers.map { (canonical($0.key), $0.value) }.sorted { $0.0 < $1.0 }
    for (name, value) in lines { text += "\(name): \(value)\r\n" }
    return Array((text + "\r\n").utf8)
  }

  /// What `gh` says on standard error about an answer: empty where it says nothing, nil where the body is not JSON.
  static func message(in body: [UInt8], status: Int) -> String? {
    guard let parsed = JSONTree.parse(body) else { return nil }
    if let errors = parsed["errors"].text, !errors.isEmpty {
      return parsed["message"].text.map { "\(errors) (\($0))" } ?? errors
    }
    if let message = parsed["message"].text, !message.isEmpty { return "\(message) (HTTP \(status))" }
    return parsed["errors"].elements.compactMap { $0.text ?? $0["message"].text }.joined(separator: "\n")
  }

  /// Go's complaint about a body that is not JSON.
  static func invalidJSON(_ body: [UInt8]) -> String {
    guard let first = body.first else { return "unexpected end of JSON input" }
    return "invalid character '\(Character(Unicode.Scalar(first)))' looking for beginning of value"
  }

  /// `X-OAuth-Scopes` as `X-Oauth-Scopes`.
  private static func canonical(_ name: String) -> String {
    name.split(separator: "-", omittingEmptySubsequences: false)
      .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined(separator: "-")
  }
}

/// What `gh` does to every JSON body: control characters become caret notation, raw ones and escaped ones alike.
///
/// It looks for the six characters of an escape wherever they are, so that even the literal text `\u001b` in an issue
/// (in JSON: with its backslash doubled) turns into `\^[`; a backslash is added there so that the JSON stays valid.
enum GhSanitizer {
  private static let kept: Set<UInt8> = [0x09, 0x0a, 0x0b, 0x0d]

  /// The whole body.
  static func body(_ bytes: [UInt8]) -> [UInt8] { changed(bytes[...]) }

  /// What is shown of a body that ends in the middle: the last five bytes were still being looked at.
  static func cutBody(_ bytes: [UInt8]) -> [UInt8] { changed(bytes.dropLast(5)) }

  private static func changed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let backslash = UInt8(ascii: "\\")
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isEscaped = false
    var rest = bytes
    while let byte = rest.first {
      if byte < 0x20, !kept.contains(byte) {
        result += caret(byte)
        rest = rest.dropFirst()
        isEscaped = false
      } else if byte == 0xc2, let second = rest.dropFirst().first, (0x80...0x9f).contains(second) {
        result += caret(second - 0x80)
        rest = rest.dropFirst(2)
        isEscaped = false
      } else if byte == backslash, let control = escapedControl(rest) {
        result += (isEscaped ? [backslash] : []) + caret(control)
        rest = rest.dropFirst(6)
        isEscaped = false
      } else {
        result.append(byte)
        rest = rest.dropFirst()
        isEscaped = byte == backslash && !isEscaped
      }
    }
    return result
  }

  /// The control character of an escape at the start of the bytes, C1 characters as their C0 twins.
  private static func escapedControl(_ bytes: ArraySlice<UInt8>) -> UInt8? {
    let escape = bytes.prefix(6)
    guard escape.count == 6, escape.dropFirst().first == UInt8(ascii: "u"),
      let value = UInt32(String(decoding: escape.dropFirst(2), as: UTF8.self), radix: 16)
    else { return nil }
    if value < 0x20, !kept.contains(UInt8(value)) { return UInt8(value) }
    return (0x80...0x9f).contains(value) ? UInt8(value - 0x80) : nil
  }

  private static func caret(_ control: UInt8) -> [UInt8] {
    control == 0x1c ? Array("^\\\\".utf8) : [UInt8(ascii: "^"), control + 0x40]
  }
}
