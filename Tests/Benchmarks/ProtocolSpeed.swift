import Foundation
import KBProtocol
import KBSystem
import KBText

/// How fast the Supervisor reads what Workers tell.
enum ProtocolSpeed {
  static func measure(lines: Int, into table: inout Table) throws {
    let path = "/tmp/kb-protocol-\(UInt64.random(in: .min ... .max))"
    defer { unlink(path) }
    var text: [UInt8] = []
    for number in 1...lines {
      let event = WorkerEvent.activity(text: "edit Sources/Importer/Row\(number).swift")
      text += try ProtocolCoding.line(Envelope(run: "20260101-0000-abcd", prd: 1, seq: number, event))
    }
    try Files.replace(path, with: text)
    var understood = 0
    let parsing = shortest(of: 3) {
      understood = 0
      var splitter = LineSplitter()
      read(path) { chunk in
        for line in splitter.feed(chunk) {
          if case .message = ProtocolCoding.parse(line, as: WorkerEvent.self) { understood += 1 }
        }
      }
    }
    guard understood == lines else { throw SystemFailure("read the lines: \(understood)", code: EINVAL) }
    let reading = shortest(of: 3) { read(path) { _ in } }
    table.add(
      "protocol lines read", "\(short(Double(lines) / parsing / 1000)) k/s",
      "\(short(parsing / reading)) x reading the bytes; a worker tells a few a second")
  }

  private static func read(_ path: String, _ chunk: (ArraySlice<UInt8>) -> Void) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) { chunk(buffer[0..<count]) }
  }
}
