#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBSystem

/// One accepted connection: reads one request and writes one answer.
package struct HTTPConnection {
  let descriptor: Int32

  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// The request, or nil where the other side went away or sent something else.
  package func readRequest() -> GitHubRequest? {
    var bytes: [UInt8] = []
    let blank = Array("\r\n\r\n".utf8)
    var headEnd = find(blank, in: bytes)
    while headEnd == nil {
      guard let more = readSome(), bytes.count < 1 << 20 else { return nil }
      bytes += more
      headEnd = find(blank, in: bytes)
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ")
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
    }
    guard let body = readBody(Array(bytes[(headEnd + 4)...]), headers) else { return nil }
    return GitHubRequest(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
  }

  /// Sends an answer as its reply says. A hung one holds the connection until the other side ends it.
  func send(_ reply: GitHubReply) {
    poll(nil, 0, Int32(reply.delayMilliseconds))
    switch reply.ending {
    case .lost: return
    case .hung: while readSome() != nil {}
    case .complete, .cut:
      var text = "HTTP/1.1 \(reply.response.status) \(reply.response.reason)\r\n"
      for (name, value) in reply.response.headers.sorted(by: { $0.key < $1.key }) { text += "\(name): \(value)\r\n" }
      text += "Connection: close\r\n\r\n"
      var body = reply.response.body[...]
      if case .cut(let count) = reply.ending { body = body.prefix(count) }
      Descriptor.writeAll(descriptor, Array(text.utf8) + body)
    }
  }

  private func readBody(_ begun: [UInt8], _ headers: [String: String]) -> [UInt8]? {
    var bytes = begun
    if headers["transfer-encoding"]?.lowercased() == "chunked" { return readChunks(bytes) }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while bytes.count < length {
      guard let more = readSome() else { return nil }
      bytes += more
    }
    return Array(bytes.prefix(length))
  }

  private func readChunks(_ begun: [UInt8]) -> [UInt8]? {
    var rest = begun
    var body: [UInt8] = []
    let lineEnd = Array("\r\n".utf8)
    while true {
      if let end = find(lineEnd, in: rest), let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) {
        let start = end + 2
        if rest.count >= start + size + 2 {
          if size == 0 { return body }
          body += rest[start..<(start + size)]
          rest = Array(rest[(start + size + 2)...])
          continue
        }
      }
      guard let more = readSome() else { return nil }
      rest += more
    }
  }

  private func readSome() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      switch Descriptor.read(descriptor, into: &buffer) {
      case .bytes(let count): return Array(buffer[0..<count])
      case .end: return nil
      case .wouldBlock:
        var wait = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        poll(&wait, 1, -1)
      }
    }
  }

  private func find(_ mark: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= mark.count else { return nil }
    return (0...(bytes.count - mark.count)).first {
      bytes[$0] == mark[0] && bytes[$0..<($0 + mark.count)].elementsEqual(mark)
    }
  }
}
