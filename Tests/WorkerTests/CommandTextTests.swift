import KBSystem
import Testing
@testable import Worker

@Suite("What a command printed")
struct CommandTextTests {
  @Test("is shown without a private key that began before its last lines, and with what the other stream says")
  func keyBeforeTail() {
    let key = (1...30).map { "MIIEline\($0)" }.joined(separator: "\n")
    let result = CommandResult(
      end: .exited(.code(value: 1)), output: "-----BEGIN PRIVATE KEY-----\n\(key)", errors: "boom")
    let tail = CommandText.tail(result, lines: 5)
    #expect(!tail.contains("MIIE"))
    #expect(tail.contains("***"))
    #expect(tail.hasSuffix("boom"))
  }
}
