import Foundation
import Shared

/// One request on a connection and its answer. Every answer closes the connection.
struct HTTPExchange {
  let connection: Int32
  let method: String
  let path: String
  let body: String

  /// Reads a whole request; nil where the client closes before.
  init?(reading connection: Int32) {
    self.connection = connection
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var head: (text: String, length: Int)?
    var wanted = 0
    while head == nil || bytes.count < wanted {
      guard case .bytes(let count) = Descriptor.read(connection, into: &buffer) else { return nil }
      bytes += buffer[0..<count]
      if head == nil, let end = HTTPExchange.headEnd(bytes) {
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        head = (text, end + 4)
        wanted = end + 4 + HTTPExchange.contentLength(text)
      }
    }
    guard let head else { return nil }
    let words = head.text.components(separatedBy: "\r\n")[0].split(separator: " ").map(String.init)
    guard words.count >= 2 else { return nil }
    method = words[0]
    path = words[1]
    body = String(decoding: bytes[head.length...], as: UTF8.self)
  }

  /// Sends a whole JSON answer.
  func answer(_ status: Int, _ body: Json, headers: [String: String] = [:]) {
    let text = body.text
    var headers = headers
    headers["content-type"] = "application/json"
    headers["content-length"] = String(text.utf8.count)
    send(head(status, headers) + text)
  }

  /// Begins a stream of server-sent events.
  func beginStream() {
    send(head(200, ["content-type": "text/event-stream", "cache-control": "no-cache"]))
  }

  /// Sends one server-sent event; its name is its `type`.
  func event(_ value: Json) {
    send("event: \(value["type"]?.string ?? "")\ndata: \(value.text)\n\n")
  }

  /// Waits until the client closes.
  func waitForClose() {
    var buffer = [UInt8](repeating: 0, count: 1024)
    while case .bytes = Descriptor.read(connection, into: &buffer) {}
  }

  private func send(_ text: String) { Descriptor.writeAll(connection, Array(text.utf8)) }

  private func head(_ status: Int, _ headers: [String: String]) -> String {
    let reasons = [
      200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests",
      500: "Internal Server Error", 503: "Service Unavailable", 529: "Overloaded",
    ]
    let lines = headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
    return "HTTP/1.1 \(status) \(reasons[status] ?? "Status")\r\nconnection: close\r\n\(lines)\r\n"
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    Data(bytes).range(of: Data("\r\n\r\n".utf8))?.lowerBound
  }

  private static func contentLength(_ head: String) -> Int {
    let lines = head.components(separatedBy: "\r\n").map { $0.lowercased() }
    let line = lines.first { $0.hasPrefix("content-length:") }
    return line.flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) } ?? 0
  }
}
