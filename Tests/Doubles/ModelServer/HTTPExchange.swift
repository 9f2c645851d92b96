import KBConfiguration
import KBSystem
import TestSupport

/// One request on a connection and its answer. Every answer closes the connection.
struct HTTPExchange {
  let connection: Int32
  let method: String
  let path: String
  let body: String

  /// Reads a whole request; nil where the client closes before.
  init?(reading connection: Int32) {
    guard let request = HTTPConnection(descriptor: connection).readRequest() else { return nil }
    self.connection = connection
    method = request.method
    path = request.target
    body = String(decoding: request.body, as: UTF8.self)
  }

  /// Sends a whole JSON answer.
  func answer(_ status: Int, _ body: JSONTree, headers: [String: String] = [:]) {
    let text = body.json
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
  func event(_ value: JSONTree) {
    send("event: \(value["type"].text ?? "")\ndata: \(value.json)\n\n")
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
}
