/// One request to the emulated API.
package struct GitHubRequest: Codable, Equatable, Sendable {
  /// GET, POST, …
  package let method: String
  /// The path without a leading slash and without the query.
  package let path: String
  /// The query as it was sent, without the question mark.
  package let rawQuery: String
  /// Headers by their lower-case name.
  package let headers: [String: String]
  package let body: [UInt8]

  /// One parameter of a query.
  package struct QueryItem: Equatable, Sendable {
    package let name: String
    package let value: String
  }

  /// A request to a path that may carry a query, as in a request line or on `gh api`'s command line.
  package init(method: String, target: String, headers: [String: String] = [:], body: [UInt8] = []) {
    self.method = method.uppercased()
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    path = String((parts.first ?? "").drop { $0 == "/" })
    rawQuery = parts.count > 1 ? parts[1] : ""
    self.headers = Dictionary(headers.map { ($0.key.lowercased(), $0.value) }) { $1 }
    self.body = body
  }

  /// The query's parameters, decoded, in their order.
  package var query: [QueryItem] {
    rawQuery.split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = sides.count > 1 ? PercentCoding.decode(sides[1]) : ""
      return QueryItem(name: PercentCoding.decode(sides[0]), value: value)
    }
  }

  /// Path and query as they stand in a URL.
  package var target: String { rawQuery.isEmpty ? path : "\(path)?\(rawQuery)" }

  /// The last value of a query parameter.
  package func parameter(_ name: String) -> String? { query.last { $0.name == name }?.value }

  /// The token of the Authorization header.
  package var token: String? {
    guard let header = headers["authorization"] else { return nil }
    return header.split(separator: " ").last.map(String.init)
  }
}

/// One answer of the emulated API.
package struct GitHubResponse: Equatable, Sendable {
  package var status: Int
  /// Header names as GitHub writes them, in no particular order.
  package var headers: [String: String]
  package var body: [UInt8]

  /// The reason phrase that goes with the status.
  package var reason: String { Self.reasons[status] ?? "Unknown" }

  private static let reasons = [
    200: "OK", 201: "Created", 204: "No Content", 301: "Moved Permanently", 307: "Temporary Redirect",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    410: "Gone", 422: "Unprocessable Entity", 429: "Too Many Requests", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
  ]
}

/// What a program that carries answers (the `gh` double, the emulator) does with one.
package struct GitHubReply: Equatable, Sendable {
  /// How the connection ends.
  package enum Ending: Equatable, Sendable {
    /// The answer arrives whole.
    case complete
    /// The connection closes after so many bytes of the body.
    case cut(bodyBytes: Int)
    /// The connection closes before any byte.
    case lost
    /// Nothing ever arrives.
    case hung
  }

  package var response: GitHubResponse
  /// The time before the first byte, in milliseconds.
  package var delayMilliseconds: Int
  package var ending: Ending
}
