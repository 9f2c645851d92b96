import KBText
import Testing

@Suite("Cutting bytes into lines")
struct LineSplitterTests {
  private func lines(_ events: [LineSplitter.Event]) -> [String] {
    events.map { event in
      switch event {
      case .line(let bytes): String(decoding: bytes, as: UTF8.self)
      case .tooLong(let bytes): "too long: \(bytes)"
      }
    }
  }

  @Test("lines come out whole, however the bytes come in", arguments: 1...7)
  func pieces(size: Int) {
    let bytes = Array("one\n\ntwo three\nrest".utf8)
    var splitter = LineSplitter()
    var events: [LineSplitter.Event] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      events += splitter.feed(bytes[start..<min(start + size, bytes.count)])
    }
    #expect(lines(events) == ["one", "", "two three"])
    #expect(splitter.tornBytes == 4)
  }

  @Test("a line over the limit is dropped and counted, the next is fine", arguments: [1, 3, 100])
  func tooLong(size: Int) {
    let bytes = Array((String(repeating: "x", count: 50) + "\nok\n").utf8)
    var splitter = LineSplitter(limit: 10)
    var events: [LineSplitter.Event] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      events += splitter.feed(bytes[start..<min(start + size, bytes.count)])
    }
    #expect(lines(events) == ["too long: 50", "ok"])
  }

  @Test("a line of exactly the limit passes")
  func limit() {
    var splitter = LineSplitter(limit: 4)
    #expect(lines(splitter.feed(Array("1234\n12345\n".utf8)[...])) == ["1234", "too long: 5"])
  }
}
