package import KBSystem
import KBText

/// What one `gh api -i` printed: GitHub's answer where there is one, and how `gh` ended.
package struct GHResponse: Equatable, Sendable {
  /// HTTP status; nil where GitHub gave no answer.
  package let status: Int?
  /// By name in lower case. Of several with one name, the values with commas between.
  package let headers: [String: String]
  /// What follows the headers; it may be cut where the connection was lost.
  package let body: String
  /// How `gh` ended. It says little: every refusal, and a GraphQL answer with errors, ends with 1.
  package let exit: ExitStatus
  /// Standard error.
  package let errors: String

  /// Reads the output of `gh api -i`. The status line ends in LF, header lines in CRLF.
  package init(output: String, errors: String = "", exit: ExitStatus = .success) {
    self.exit = exit
    self.errors = errors
    let bytes = Array(output.utf8)
    var position = bytes.startIndex
    guard let status = Self.line(of: bytes, at: &position).flatMap(Self.status) else {
      (self.status, headers, body) = (nil, [:], output)
      return
    }
    var headers: [String: String] = [:]
    while let line = Self.line(of: bytes, at: &position), !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let name = line[..<colon].lowercased()
      let value = String(line[line.index(after: colon)...].trimming { $0 == " " })
      headers[name] = headers[name].map { $0 + ", " + value } ?? value
    }
    self.status = status
    self.headers = headers
    body = String(decoding: bytes[position...], as: UTF8.self)
  }

  /// The next line without its end, and the position after it; nil at the end.
  private static func line(of bytes: [UInt8], at position: inout Int) -> Substring? {
    guard position < bytes.endIndex else { return nil }
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    var line = bytes[position..<end]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    position = min(end + 1, bytes.endIndex)
    return Substring(decoding: line, as: UTF8.self)
  }

  /// `HTTP/2.0 200 OK`, `HTTP/1.1 502 Bad Gateway`.
  private static func status(_ line: Substring) -> Int? {
    let parts = line.split(separator: " ")
    guard parts.count >= 2, parts[0].hasPrefix("HTTP/"), let status = Int(parts[1]), (100...599).contains(status)
    else { return nil }
    return status
  }
}
