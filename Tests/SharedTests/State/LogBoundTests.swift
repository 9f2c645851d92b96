import Foundation
import KBState
import KBSystem
import KBText
import Testing

@Suite("A log that grows all night")
struct LogBoundTests {
  private let path = "/tmp/kb-log-\(UInt64.random(in: .min ... .max))"

  @Test("keeps to its bound, says that it is full, and its last lines stay known")
  func bounded() throws {
    defer { unlink(path) }
    let log = RunLog(path, redaction: Redaction(environment: [:]), limit: 10_000)
    for number in 1...1000 { log.line("line \(number)") }
    let text = try #require(Files.text(path))
    #expect(text.utf8.count > 9000 && text.utf8.count <= 10_100)
    #expect(text.hasSuffix("the log is full; what comes after is left out\n"))
    #expect(log.lastLines(1).first?.hasSuffix(" line 1000") == true)
  }
}
